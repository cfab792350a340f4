using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Hosts;

/// <summary>With the embedded media server: tokens last a day, what hosts decide counts at once.</summary>
[Trait(TestShape.Trait, TestShape.Embedded)]
public sealed class OldTokenTests : IAsyncLifetime
{
    private TreffApp _app = null!;
    private HostedMeeting _meeting = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });
        _meeting = await HostedMeeting.CreateAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Who_was_removed_is_disconnected_and_does_not_connect_by_the_old_token()
    {
        var joined = await JoinAsync("Gert");
        using var guest = await SignalClient.ConnectAsync(_app, joined.Token);
        await guest.ReceiveAsync();
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, $"participants/{joined.Identity}/remove", new { keep_out = false }, _meeting.Key));
        Assert.Equal(DisconnectReason.ParticipantRemoved, (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.Leave)).Leave.Reason);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(_app, joined.Token));
        Assert.Contains("'403'", refused.Message, StringComparison.Ordinal);
        using var answer = await _app.SendAsync(HttpMethod.Get, "/rtc/validate?access_token=" + joined.Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var again = await JoinAsync("Gert", ticket: joined.Ticket);
        using var back = await SignalClient.ConnectAsync(_app, again.Token);
        Assert.Equal(SignalResponse.MessageOneofCase.Join, (await back.ReceiveAsync()).MessageCase);
    }

    [Fact]
    public async Task Rights_that_a_host_takes_away_are_told_to_the_client_and_so_are_the_options_in_the_rooms_metadata()
    {
        var joined = await JoinAsync("Gert");
        using var guest = await SignalClient.ConnectAsync(_app, joined.Token);
        var join = (await guest.ReceiveAsync()).Join;
        Assert.Equal("guest", join.Participant.Attributes["role"]);
        Assert.Contains("\"share_screen\":true", join.Room.Metadata, StringComparison.Ordinal);
        await _meeting.SettingsAsync(new { permissions = new { share_screen = false } });
        // Counts of people and publishers come as updates of the room, too.
        string metadata;
        do
            metadata = (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.RoomUpdate)).RoomUpdate.Room.Metadata;
        while (!metadata.Contains("\"share_screen\":false", StringComparison.Ordinal));
        ParticipantInfo own;
        do
            own = (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.Update)).Update.Participants[0];
        while (own.Permission.CanPublishSources.Contains(TrackSource.ScreenShare));
        Assert.Equal((joined.Identity, 2), (own.Identity, own.Permission.CanPublishSources.Count));
    }

    [Fact]
    public async Task Nobody_calls_themselves_a_host()
    {
        var joined = await JoinAsync("Eve");
        using var guest = await SignalClient.ConnectAsync(_app, joined.Token);
        await guest.ReceiveAsync();
        await guest.SendAsync(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Attributes = { ["role"] = "host" }, RequestId = 1 } });
        var answer = await guest.ReceiveAsync(SignalResponse.MessageOneofCase.RequestResponse);
        Assert.Equal(RequestResponse.Types.Reason.NotAllowed, answer.RequestResponse.Reason);
    }

    [Fact]
    public async Task A_co_host_who_is_a_guest_again_does_nothing_more_by_LiveKits_server_API()
    {
        var joined = await JoinAsync("Carla");
        await ChangeRoleAsync(joined.Identity, "cohost");
        var cohost = await JoinAsync("Carla", ticket: joined.Ticket);
        Assert.Equal(HttpStatusCode.OK, await ListParticipantsAsync(cohost.Token));
        await ChangeRoleAsync(joined.Identity, "guest");
        Assert.Equal(HttpStatusCode.Unauthorized, await ListParticipantsAsync(cohost.Token));
    }

    private Task ChangeRoleAsync(string identity, string role) =>
        HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, $"participants/{identity}/role", new { role }, _meeting.Key));

    private async Task<(string Token, string Identity, string Ticket)> JoinAsync(string name, string? ticket = null)
    {
        var joined = await HostedMeeting.AnswerAsync(_meeting.TryJoinAsync(new { display_name = name, ticket }));
        return (Text("token"), Text("participant_id"), Text("ticket"));

        string Text(string field) => joined.GetProperty(field).GetString()!;
    }

    private async Task<HttpStatusCode> ListParticipantsAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/ListParticipants") { Content = JsonContent.Create(new { room = _meeting.Id }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
