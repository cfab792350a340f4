using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
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
    public async Task A_dead_server_is_unavailable_after_three_attempts_whatever_the_call()
    {
        _server.Failure = new HttpRequestException(HttpRequestError.ConnectionError, "connection refused");
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").ListRoomsAsync([], CancellationToken.None));
        Assert.Equal((TwirpErrorCode.Unavailable, false, 3), (exception.Code, exception.IsAnswered, _server.Calls));
        // It never got there, so that nothing happens twice.
        await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").SendDataAsync(new SendDataRequest { Room = "r" }, CancellationToken.None));
        Assert.Equal(6, _server.Calls);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task What_a_proxy_could_not_hand_on_is_asked_again_unless_it_would_be_done_twice(int status)
    {
        _server.Respond = () => new HttpResponseMessage(_server.Calls == 1 ? (HttpStatusCode)status : HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        Assert.Empty(await Client("ws://livekit").ListRoomsAsync([], CancellationToken.None));
        Assert.Equal(2, _server.Calls);
        _server.Calls = 0;
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").SendDataAsync(new SendDataRequest { Room = "r" }, CancellationToken.None));
        Assert.Equal((TwirpErrorCode.Unavailable, 1), (exception.Code, _server.Calls));
    }

    [Fact]
    public async Task What_is_gone_at_the_second_attempt_was_removed_by_the_first()
    {
        var gone = Recorded("RemoveParticipant: unknown participant [protobuf]").GetProperty("response");
        _server.Respond = () => _server.Calls == 1 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "closed") : ScriptedServer.ToMessage(gone);
        await Client("ws://livekit").RemoveParticipantAsync("r", "anna", CancellationToken.None);
        Assert.Equal(2, _server.Calls);
        _server.Answer(gone);
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").RemoveParticipantAsync("r", "anna", CancellationToken.None));
        Assert.Equal((TwirpErrorCode.NotFound, true), (exception.Code, exception.IsAnswered));
    }

    [Fact]
    public async Task A_no_is_no_and_not_asked_again()
    {
        _server.Answer(Recorded("UpdateParticipant: unknown participant [protobuf]").GetProperty("response"));
        await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").UpdateParticipantAsync(new UpdateParticipantRequest { Room = "r" }, CancellationToken.None));
        Assert.Equal(1, _server.Calls);
    }

    [Fact]
    public async Task Some_web_page_is_not_livekit()
    {
        _server.Respond = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>", System.Text.Encoding.UTF8, "text/html") };
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => Client("ws://livekit").ListRoomsAsync([], CancellationToken.None));
        Assert.Equal((TwirpErrorCode.BadRoute, 1), (exception.Code, _server.Calls));
    }

    [Fact]
    public async Task Numbers_of_people_are_those_of_now_where_they_are_asked_for()
    {
        var rooms = new ListRoomsResponse { Rooms = { new Room { Name = "r", NumParticipants = 7 } } };
        var people = new ListParticipantsResponse
        {
            Participants =
            {
                new ParticipantInfo { Identity = "anna", State = ParticipantInfo.Types.State.Joined },
                new ParticipantInfo { Identity = "gone", State = ParticipantInfo.Types.State.Disconnected },
                new ParticipantInfo { Identity = "recorder", Kind = ParticipantInfo.Types.Kind.Egress },
                new ParticipantInfo { Identity = "hidden", Permission = new ParticipantPermission { Hidden = true } },
            },
        };
        _server.Respond = () => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent((_server.Uri!.EndsWith("ListRooms", StringComparison.Ordinal) ? (IMessage)rooms : people).ToByteArray()),
        };
        var counting = new RoomServiceClient(new TwirpClient(new HttpClient(_server), new Uri("ws://livekit")), Credentials, Time) { CountsParticipants = true };
        Assert.Equal(1u, Assert.Single(await counting.ListRoomsAsync(["r"], CancellationToken.None)).NumParticipants);
        Assert.Equal(7u, Assert.Single(await counting.ListRoomsAsync([], CancellationToken.None)).NumParticipants);
        Assert.Equal(7u, Assert.Single(await Client("ws://livekit").ListRoomsAsync(["r"], CancellationToken.None)).NumParticipants);
    }

    [Fact]
    public async Task Every_recorded_call_is_sent_byte_for_byte_and_its_answer_read_without_a_loss()
    {
        var checkedCalls = 0;
        foreach (var call in Recordings.Http("roomservice").EnumerateArray())
        {
            var (request, response) = (call.GetProperty("request"), call.GetProperty("response"));
            if (request.Text("encoding") != "protobuf" || !request.TryGetProperty("body_b64", out _))
                continue;
            var (method, body) = (request.Text("path").Split('/')[^1], request.Bytes("body_b64"));
            // LiveKit itself has not built these two.
            if (method is "ForwardParticipant" or "MoveParticipant")
                continue;
            _server.Answer(response);
            try
            {
                var answer = await CallAsync(Client("ws://livekit"), method, body);
                Assert.Equal(200, response.GetProperty("status").GetInt32());
                if (answer is not null && response.TryGetProperty("body_b64", out _))
                    Assert.Equal(response.Bytes("body_b64"), answer.ToByteArray());
            }
            catch (RoomServiceException exception)
            {
                Assert.True(exception.IsAnswered, call.Text("name"));
                var expected = ExpectedCode(response);
                // Nobody there: not LiveKit's word, but what it means.
                Assert.Equal(expected == TwirpErrorCode.Unavailable ? TwirpErrorCode.NotFound : expected, exception.Code);
            }

            // An empty value in a map may be written or left out: both mean the same.
            if (call.Text("name").Contains("(empty value)", StringComparison.Ordinal))
                Assert.Equal(UpdateParticipantRequest.Parser.ParseFrom(body), UpdateParticipantRequest.Parser.ParseFrom(_server.Body));
            else
                Assert.True(body.AsSpan().SequenceEqual(_server.Body), call.Text("name"));
            Assert.Equal("http://livekit" + request.Text("path"), _server.Uri);
            checkedCalls++;
        }

        Assert.True(checkedCalls > 35, $"{checkedCalls}");
    }

    private static async Task<IMessage?> CallAsync(RoomServiceClient client, string method, byte[] body)
    {
        var none = CancellationToken.None;
        switch (method)
        {
            case "CreateRoom":
                return await client.CreateRoomAsync(CreateRoomRequest.Parser.ParseFrom(body), none);
            case "ListRooms":
                return new ListRoomsResponse { Rooms = { await client.ListRoomsAsync(ListRoomsRequest.Parser.ParseFrom(body).Names, none) } };
            case "ListParticipants":
                return new ListParticipantsResponse { Participants = { await client.ListParticipantsAsync(ListParticipantsRequest.Parser.ParseFrom(body).Room, none) } };
            case "GetParticipant":
                var wanted = RoomParticipantIdentity.Parser.ParseFrom(body);
                return await client.GetParticipantAsync(wanted.Room, wanted.Identity, none);
            case "MutePublishedTrack":
                return new MuteRoomTrackResponse { Track = await client.MutePublishedTrackAsync(MuteRoomTrackRequest.Parser.ParseFrom(body), none) };
            case "UpdateParticipant":
                return await client.UpdateParticipantAsync(UpdateParticipantRequest.Parser.ParseFrom(body), none);
            case "UpdateRoomMetadata":
                return await client.UpdateRoomMetadataAsync(UpdateRoomMetadataRequest.Parser.ParseFrom(body), none);
            case "PerformRpc":
                return new PerformRpcResponse { Payload = await client.PerformRpcAsync(PerformRpcRequest.Parser.ParseFrom(body), none) };
            case "UpdateSubscriptions":
                await client.UpdateSubscriptionsAsync(UpdateSubscriptionsRequest.Parser.ParseFrom(body), none);
                return null;
            case "SendData":
                await client.SendDataAsync(SendDataRequest.Parser.ParseFrom(body), none);
                return null;
            case "RemoveParticipant":
                var removed = RoomParticipantIdentity.Parser.ParseFrom(body);
                await client.RemoveParticipantAsync(removed.Room, removed.Identity, none);
                return null;
            case "DeleteRoom":
                await client.DeleteRoomAsync(DeleteRoomRequest.Parser.ParseFrom(body).Room, none);
                return null;
            default:
                throw new InvalidDataException(method);
        }
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

    private RoomServiceClient Client(string url) => new(new TwirpClient(new HttpClient(_server), new Uri(url), timeout: null, TimeSpan.FromMilliseconds(1)), Credentials, Time);

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

        public int Calls { get; set; }

        public void Answer(JsonElement response) => (Respond, Calls) = (() => ToMessage(response), 0);

        public static HttpResponseMessage ToMessage(JsonElement response)
        {
            var content = new ByteArrayContent(response.Bytes("body_b64"));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(response.Text("content_type"));
            return new HttpResponseMessage((HttpStatusCode)response.GetProperty("status").GetInt32()) { Content = content };
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
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
