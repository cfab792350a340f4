using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit.Protocol;
using Treff.LiveKit.Tests.Support;

namespace Treff.LiveKit.Tests;

public sealed class RoomServiceClientTests : IDisposable
{
    private static readonly ApiCredentials Credentials = new("devkey", "secret");
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero));

    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Sends_what_livekit_expects_and_reads_what_it_answers()
    {
        var call = Recorded("CreateRoom: new room, name only [protobuf]");
        _server.Answer(call.GetProperty("response"));
        var room = await Client("ws://livekit:7880").CreateRoomAsync(new CreateRoomRequest { Name = "api-minimal" }, CancellationToken.None);
        Assert.Equal("http://livekit:7880/twirp/livekit.RoomService/CreateRoom", _server.Uri);
        Assert.Equal("application/protobuf", _server.ContentType);
        Assert.Equal(call.GetProperty("request").Bytes("body_b64"), _server.Body);
        Assert.Equal(("api-minimal", 300u), (room.Name, room.EmptyTimeout));
        Assert.StartsWith("RM_", room.Sid, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://livekit.example.org", "https://livekit.example.org/twirp/livekit.RoomService/ListRooms")]
    [InlineData("https://example.org/prefix/", "https://example.org/prefix/twirp/livekit.RoomService/ListRooms")]
    [InlineData("ws://[::1]:7880", "http://[::1]:7880/twirp/livekit.RoomService/ListRooms")]
    public async Task The_address_follows_the_livekit_url(string livekitUrl, string expected)
    {
        await Client(livekitUrl).ListRoomsAsync([], CancellationToken.None);
        Assert.Equal(expected, _server.Uri);
    }

    [Fact]
    public async Task Each_call_carries_only_the_rights_it_needs()
    {
        var client = Client("ws://livekit");
        await client.CreateRoomAsync(new CreateRoomRequest { Name = "r" }, CancellationToken.None);
        Assert.Equal(new VideoGrant { RoomCreate = true }, Grant());
        await client.ListRoomsAsync(["r"], CancellationToken.None);
        Assert.Equal(new VideoGrant { RoomList = true }, Grant());
        await client.RemoveParticipantAsync("r", "anna", CancellationToken.None);
        Assert.Equal(new VideoGrant { RoomAdmin = true, Room = "r" }, Grant());
        Assert.Equal(new RoomParticipantIdentity { Room = "r", Identity = "anna" }, RoomParticipantIdentity.Parser.ParseFrom(_server.Body));
    }

    [Fact]
    public async Task Recorded_refusals_become_their_code()
    {
        var checkedCalls = 0;
        foreach (var call in Recordings.Http("errors").EnumerateArray().Concat(Recordings.Http("roomservice").EnumerateArray()))
        {
            var response = call.GetProperty("response");
            if (response.GetProperty("status").GetInt32() == 200)
                continue;
            _server.Answer(response);
            var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").DeleteRoomAsync("r", CancellationToken.None));
            Assert.Equal(ExpectedCode(response), exception.Code);
            Assert.DoesNotContain("eyJ", exception.Message, StringComparison.Ordinal);
            checkedCalls++;
        }

        Assert.True(checkedCalls > 40);
    }

    [Fact]
    public async Task A_dead_server_is_unavailable()
    {
        _server.Failure = new HttpRequestException("connection refused");
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").ListRoomsAsync([], CancellationToken.None));
        Assert.Equal(TwirpErrorCode.Unavailable, exception.Code);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _server.IsSilent = true;
        var twirp = new TwirpClient(new HttpClient(_server), new Uri("ws://livekit"), TimeSpan.FromMilliseconds(50));
        var client = new RoomServiceClient(twirp, Credentials, Time);
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => client.ListRoomsAsync([], CancellationToken.None));
        Assert.Equal(TwirpErrorCode.DeadlineExceeded, exception.Code);
        using var cancelled = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client("ws://livekit").ListRoomsAsync([], cancelled.Token));
    }

    [Fact]
    public async Task An_answer_that_is_no_protobuf_is_an_internal_error()
    {
        _server.Respond = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([0xFF, 0xFF]) };
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").ListRoomsAsync([], CancellationToken.None));
        Assert.Equal(TwirpErrorCode.Internal, exception.Code);
    }

    [Fact]
    public void Codes_have_twirps_names_and_statuses()
    {
        foreach (var code in Enum.GetValues<TwirpErrorCode>())
            Assert.Equal(code, TwirpErrorCodes.FromName(code.ToName()));
        Assert.Equal((412, 404, 503), (TwirpErrorCode.FailedPrecondition.ToHttpStatus(), TwirpErrorCode.BadRoute.ToHttpStatus(), TwirpErrorCode.Unavailable.ToHttpStatus()));
        Assert.Equal(TwirpErrorCode.Unknown, TwirpErrorCodes.FromName("nobody_knows"));
    }

    private RoomServiceClient Client(string url) => new(new TwirpClient(new HttpClient(_server), new Uri(url)), Credentials, Time);

    private VideoGrant Grant()
    {
        Assert.True(new AccessTokenVerifier(Credentials, Time).TryVerify(_server.Token, out var claims, out _));
        return claims.Video with { CanPublishSources = [] };
    }

    private static JsonElement Recorded(string name) => Recordings.Http("roomservice").EnumerateArray().Single(call => call.Text("name") == name);

    private static TwirpErrorCode ExpectedCode(JsonElement response)
    {
        if (response.Text("content_type") != "application/json")
            return TwirpErrorCodes.FromHttpStatus(response.GetProperty("status").GetInt32());
        using var body = JsonDocument.Parse(response.Text("body_text"));
        return TwirpErrorCodes.FromName(body.RootElement.Text("code"));
    }

    /// <summary>Answers as told and remembers what was asked.</summary>
    private sealed class ScriptedServer : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Respond { get; set; } = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };

        public Exception? Failure { get; set; }

        public bool IsSilent { get; set; }

        public string? Uri { get; private set; }

        public string? ContentType { get; private set; }

        public string? Token { get; private set; }

        public byte[] Body { get; private set; } = [];

        public void Answer(JsonElement response) => Respond = () =>
        {
            var content = new ByteArrayContent(response.Bytes("body_b64"));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(response.Text("content_type"));
            return new HttpResponseMessage((HttpStatusCode)response.GetProperty("status").GetInt32()) { Content = content };
        };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Uri = request.RequestUri?.ToString();
            ContentType = request.Content?.Headers.ContentType?.ToString();
            Token = request.Headers.Authorization?.Parameter;
            Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            if (IsSilent)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Failure is null ? Respond() : throw Failure;
        }
    }
}
