using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>Every recorded call of LiveKit's server API, sent to this server; its answers field by field beside the recorded ones.</summary>
public sealed class TwirpTraceTests : IAsyncLifetime
{
    private const string RecordedMicrophone = "TR_AMTDSjenRcmsKz";
    private const string RecordedCamera = "TR_VCqBGiYnssXocg";

    /// <summary>
    /// What differs on purpose, by the beginning of the row's name and of the path. The reasons stand in docs/livekit-compatibility.md.
    /// </summary>
    private static readonly (string Row, string Path)[] Deliberate =
    [
        // No TURN password in answers; codecs that are not negotiated are not listed; the test's clients have no media.
        ("", "turn_password"),
        ("", "enabled_codecs["),
        ("", "state"),
        ("", "mime_type"),
        // LiveKit's counters lag behind; the newer LiveKit, whose version we report, tells capabilities.
        ("", "num_participants"),
        ("", "num_publishers"),
        ("", "capabilities"),
        ("CreateRoom: empty name", ""),
        ("ListRooms: all", "rooms[]"),
        ("CreateRoom: metadata longer than 512 KiB", ""),
        ("UpdateParticipant: ", "is_publisher"),
        // The recorded participants answered; these have no data channel. The browser tests call real ones.
        ("PerformRpc", ""),
        ("token signed with a wrong secret", "text"),
        ("token with an unknown API key", "text"),
        ("token without iss", "text"),
        ("token expired an hour ago", "text"),
        ("token not valid before one hour from now", "text"),
        ("ListEgress", ""),
        ("AgentDispatchService.", ""),
    ];

    private static readonly Dictionary<string, MessageDescriptor> Messages = new FileDescriptor[]
        {
            LivekitRoomReflection.Descriptor, LivekitModelsReflection.Descriptor, LivekitEgressReflection.Descriptor, LivekitAgentDispatchReflection.Descriptor,
        }
        .SelectMany(file => file.MessageTypes).ToDictionary(message => message.FullName, StringComparer.Ordinal);

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string> _sids = [];
    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, MaxParticipants = 0 });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task RoomService_answers_as_LiveKit()
    {
        var rows = HttpTrace.Read("roomservice.json");
        var meeting = rows.ToList().FindIndex(row => row.Name.StartsWith("ListRooms: all", StringComparison.Ordinal));
        foreach (var row in rows.Take(meeting))
            await CheckAsync(row);
        await using var alice = await JoinAsync("alice", "Alice", new VideoGrant { CanUpdateOwnMetadata = true });
        await alice.PublishAsync();
        await WaitForTracksAsync();
        await using var bob = await JoinAsync("bob", "Bob", new VideoGrant { CanPublish = false, CanPublishData = true, CanUpdateOwnMetadata = true });
        foreach (var row in rows.Skip(meeting))
            await CheckAsync(row);
        Assert.True(_problems.Count == 0, string.Join("\n", _problems));
    }

    [Fact]
    public async Task Errors_are_LiveKits()
    {
        foreach (var row in HttpTrace.Read("errors.json"))
            await CheckAsync(row);
        Assert.True(_problems.Count == 0, string.Join("\n", _problems));
    }

    [Fact]
    public async Task Services_that_are_not_here_answer_as_LiveKit_without_workers()
    {
        await _app.Services.GetRequiredService<IRoomService>().CreateRoomAsync(new CreateRoomRequest { Name = "api-room" }, CancellationToken.None);
        foreach (var row in HttpTrace.Read("egress-and-others.json"))
            await CheckAsync(row);
        Assert.True(_problems.Count == 0, string.Join("\n", _problems));
    }

    private async Task CheckAsync(HttpTrace row)
    {
        using var response = await SendAsync(row);
        var body = await response.Content.ReadAsByteArrayAsync();
        var contentType = response.Content.Headers.ContentType?.ToString();
        if (row.Status != (int)response.StatusCode)
            Differs(row, "status", $"recorded {row.Status}, ours {(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");
        else if (row.ContentType != contentType)
            Differs(row, "content type", $"recorded {row.ContentType}, ours {contentType}");
        else if (row.ResponseBody is { } recorded)
            CompareBodies(row, recorded, body);
    }

    private void CompareBodies(HttpTrace row, byte[] recorded, byte[] ours)
    {
        if (row.ContentType?.StartsWith("text/plain", StringComparison.Ordinal) == true)
        {
            if (!recorded.SequenceEqual(ours))
                Differs(row, "text", $"recorded {Encoding.UTF8.GetString(recorded)}, ours {Encoding.UTF8.GetString(ours)}");
            return;
        }

        using var left = JsonDocument.Parse(ToJson(row, recorded));
        using var right = JsonDocument.Parse(ToJson(row, ours));
        foreach (var (path, text) in JsonComparison.Differences(left.RootElement, right.RootElement))
            Differs(row, path, text);
    }

    /// <summary>Protobuf is decoded and written as JSON, so that both are compared alike.</summary>
    private static byte[] ToJson(HttpTrace row, byte[] body) => row.ContentType == TwirpBody.Json
        ? body
        : TwirpJsonWriter.Write(Messages[row.MessageType!].Parser.ParseFrom(body));

    private void Differs(HttpTrace row, string path, string text)
    {
        var last = path[(path.LastIndexOf('.') + 1)..];
        var reason = Array.Find(Deliberate, entry =>
            row.Name.StartsWith(entry.Row, StringComparison.Ordinal) && (last.StartsWith(entry.Path, StringComparison.Ordinal) || path.StartsWith(entry.Path, StringComparison.Ordinal)));
        if (reason == default)
            _problems.Add($"{row.Name}: {path}: {text}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpTrace row)
    {
        var path = row.Path;
        if (path.IndexOf("access_token=", StringComparison.Ordinal) is > 0 and var start)
            path = path[..start] + "access_token=" + Token(new VideoGrant { RoomList = true });
        using var request = new HttpRequestMessage(new HttpMethod(row.Verb), $"http://{_app.Address.Authority}{path}");
        request.Content = new ByteArrayContent(WithOurSids(row.Body ?? LargeBody(row)));
        request.Content.Headers.ContentType = null;
        foreach (var (name, value) in row.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        if (row.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Replace("<token>", TokenOf(row), StringComparison.Ordinal));
        return await _app.Http.SendAsync(request);
    }

    /// <summary>The bodies that were too large to keep.</summary>
    private static byte[] LargeBody(HttpTrace row)
    {
        var large = new string('m', (512 * 1024) + 1);
        IMessage message = row.Name switch
        {
            _ when row.Name.StartsWith("CreateRoom", StringComparison.Ordinal) => new CreateRoomRequest { Name = "api-big", Metadata = large },
            _ when row.Name.StartsWith("UpdateRoomMetadata", StringComparison.Ordinal) => new UpdateRoomMetadataRequest { Room = "api-room", Metadata = large },
            _ when row.Name.Contains("attributes", StringComparison.Ordinal) =>
                new UpdateParticipantRequest { Room = "api-room", Identity = "bob", Attributes = { ["a"] = large[..65_537] } },
            _ => new UpdateParticipantRequest { Room = "api-room", Identity = "bob", Metadata = large },
        };
        return row.IsJson ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray();
    }

    private byte[] WithOurSids(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        foreach (var (recorded, ours) in _sids)
            text = text.Replace(recorded, ours, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text);
    }

    private string TokenOf(HttpTrace row)
    {
        var list = new VideoGrant { RoomList = true };
        var now = _app.Time.GetUtcNow();
        return row.Name.Split(" [", 2)[0] switch
        {
            "token is not a JWT" => "not.a.token",
            "token signed with a wrong secret" => Token(list, new ApiCredentials("devkey", "wrong")),
            "token with an unknown API key" => Token(list, new ApiCredentials("otherkey", "secret")),
            "token without iss" => Token(list, new ApiCredentials("", "secret")),
            "token expired an hour ago" => Token(list, from: now.AddHours(-2)),
            "token expired 30 seconds ago (leeway)" => Token(list, from: now.AddSeconds(-3630)),
            "token not valid before one hour from now" => Token(list, from: now.AddHours(1)),
            _ => Token(row.Grant.ValueKind == JsonValueKind.Object ? GrantOf(row.Grant) : new VideoGrant()),
        };
    }

    private string Token(VideoGrant grant, ApiCredentials? credentials = null, DateTimeOffset? from = null, string identity = "", string name = "") => AccessToken.Create(
        credentials ?? TreffAppSettings.Development,
        new AccessTokenClaims { Video = grant, Identity = identity, Name = name },
        from ?? _app.Time.GetUtcNow(),
        TimeSpan.FromHours(1));

    private static VideoGrant GrantOf(JsonElement json)
    {
        bool Has(string name) => json.TryGetProperty(name, out var value) && value.GetBoolean();
        string Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString()! : "";
        return new VideoGrant
        {
            RoomCreate = Has("roomCreate"),
            RoomList = Has("roomList"),
            RoomAdmin = Has("roomAdmin"),
            RoomRecord = Has("roomRecord"),
            IngressAdmin = Has("ingressAdmin"),
            Room = Text("room"),
            DestinationRoom = Text("destinationRoom"),
        };
    }

    private Task<RecordedClient> JoinAsync(string identity, string name, VideoGrant grant) =>
        RecordedClient.JoinAsync(_app, Token(grant with { RoomJoin = true, Room = "api-room" }, identity: identity, name: name));

    private async Task WaitForTracksAsync()
    {
        var rooms = _app.Services.GetRequiredService<IRoomService>();
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var alice = (await rooms.ListParticipantsAsync("api-room", CancellationToken.None)).SingleOrDefault();
            if (alice?.Tracks.Count == 2)
            {
                _sids[RecordedMicrophone] = alice.Tracks[0].Sid;
                _sids[RecordedCamera] = alice.Tracks[1].Sid;
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("The tracks were not published.");
    }
}
