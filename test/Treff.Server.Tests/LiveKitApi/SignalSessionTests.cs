using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>From creating a meeting to leaving it, over HTTP and WebSocket, with the embedded media server.</summary>
public sealed class SignalSessionTests : IAsyncLifetime
{
    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, MaxParticipants = 2 });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_guest_joins_pings_and_leaves()
    {
        var id = await _app.CreateMeetingAsync();
        using var guest = await ConnectAsync(id, "Anna");
        var first = await guest.ReceiveAsync();
        Assert.Equal(SignalResponse.MessageOneofCase.Join, first.MessageCase);
        Assert.Equal((id, "Anna"), (first.Join.Room.Name, first.Join.Participant.Name));
        await guest.SendAsync(new SignalRequest { PingReq = new Ping { Timestamp = 5 } });
        Assert.Equal(5, (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.PongResp)).PongResp.LastPingTimestamp);
        Assert.Equal(1, await ParticipantsAsync(id, 1));
        await guest.SendAsync(new SignalRequest { Leave = new LeaveRequest { Reason = DisconnectReason.ClientInitiated } });
        Assert.Equal(DisconnectReason.ClientInitiated, (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.Leave)).Leave.Reason);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await guest.ReceiveCloseAsync());
        Assert.Equal(0, await ParticipantsAsync(id, 0));
    }

    [Fact]
    public async Task A_compressed_connection_carries_the_same()
    {
        using var guest = await ConnectAsync(await _app.CreateMeetingAsync(), "Anna", compress: true);
        Assert.Contains("permessage-deflate", guest.Extensions, StringComparison.Ordinal);
        Assert.Equal(SignalResponse.MessageOneofCase.Join, (await guest.ReceiveAsync()).MessageCase);
    }

    [Fact]
    public async Task A_full_meeting_refuses_before_the_upgrade()
    {
        var id = await _app.CreateMeetingAsync();
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
            tokens.Add((await _app.JoinAsync(id)).GetProperty("token").GetString()!);
        using var anna = await SignalClient.ConnectAsync(_app, tokens[0]);
        using var ben = await SignalClient.ConnectAsync(_app, tokens[1]);
        await anna.ReceiveAsync();
        await ben.ReceiveAsync();
        var exception = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(_app, tokens[2]));
        Assert.Contains("'500'", exception.Message, StringComparison.Ordinal);
        using var response = await _app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", """{"display_name":"Cem"}""");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task Stopping_the_server_tells_everybody_and_closes_in_order()
    {
        var app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });
        var id = await app.CreateMeetingAsync();
        using var guest = await SignalClient.ConnectAsync(app, (await app.JoinAsync(id)).GetProperty("token").GetString()!);
        await guest.ReceiveAsync();
        var stopping = app.StopAsync();
        Assert.Equal(DisconnectReason.ServerShutdown, (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.Leave)).Leave.Reason);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await guest.ReceiveCloseAsync());
        (await stopping.WaitAsync(TimeSpan.FromSeconds(15))).Dispose();
    }

    [Fact]
    public async Task A_socket_that_just_ends_makes_room()
    {
        var id = await _app.CreateMeetingAsync();
        using (var guest = await ConnectAsync(id, "Anna"))
        {
            await guest.ReceiveAsync();
            guest.Abort();
        }

        // The room keeps the participant a while for a resume; the session itself must be over at once.
        for (var attempt = 0; attempt < 300 && !_app.Logs.Lines.Any(line => line.Contains($"room {id} closed", StringComparison.Ordinal)); attempt++)
            await Task.Delay(10);
        Assert.Contains(_app.Logs.Lines, line => line.Contains($"room {id} closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_sent_meanwhile_lets_one_back_in_when_the_first_has_expired()
    {
        var id = await _app.CreateMeetingAsync();
        var first = (await _app.JoinAsync(id)).GetProperty("token").GetString()!;
        using var guest = await SignalClient.ConnectAsync(_app, first);
        var join = (await guest.ReceiveAsync()).Join;
        var refreshed = (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.RefreshToken)).RefreshToken;
        var (expires, extended) = (ExpiryOf(first), ExpiryOf(refreshed));
        Assert.True(extended >= expires);
        Assert.True(extended >= TreffApp.Start + TimeSpan.FromMinutes(10));
        await guest.SendAsync(new SignalRequest { Leave = new LeaveRequest() });
        await guest.ReceiveCloseAsync();
        using var again = await SignalClient.ConnectAsync(_app, refreshed);
        var rejoined = (await again.ReceiveAsync()).Join;
        Assert.Equal(join.Participant.Identity, rejoined.Participant.Identity);
        Assert.NotEqual(join.Participant.Sid, rejoined.Participant.Sid);
        Assert.Equal(join.Participant.Permission, rejoined.Participant.Permission);
    }

    [Fact]
    public async Task A_resume_of_somebody_unknown_is_upgraded_told_to_join_anew_and_closed()
    {
        var id = await _app.CreateMeetingAsync();
        var token = (await _app.JoinAsync(id)).GetProperty("token").GetString()!;
        using var guest = await SignalClient.ResumeAsync(_app, token, "PA_nobody");
        var leave = (await guest.ReceiveAsync()).Leave;
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect), (leave.Reason, leave.Action));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await guest.ReceiveCloseAsync());
    }

    [Fact]
    public async Task A_resumed_participant_has_a_new_socket_and_the_old_one_is_closed()
    {
        var id = await _app.CreateMeetingAsync();
        var token = (await _app.JoinAsync(id)).GetProperty("token").GetString()!;
        using var first = await SignalClient.ConnectAsync(_app, token);
        var sid = (await first.ReceiveAsync()).Join.Participant.Sid;
        using var second = await SignalClient.ResumeAsync(_app, token, sid);
        Assert.Equal(SignalResponse.MessageOneofCase.Reconnect, (await second.ReceiveAsync()).MessageCase);
        Assert.Equal(sid, Assert.Single((await second.ReceiveAsync()).Update.Participants).Sid);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await first.ReceiveCloseAsync());
        await second.SendAsync(new SignalRequest { Ping = 1 });
        await second.ReceiveAsync(SignalResponse.MessageOneofCase.Pong);
        Assert.Equal(1, await ParticipantsAsync(id, 1));
    }

    [Fact]
    public async Task Fifty_quick_departures_and_returns_leave_no_ghost()
    {
        var id = await _app.CreateMeetingAsync();
        var token = (await _app.JoinAsync(id)).GetProperty("token").GetString()!;
        for (var i = 0; i < 50; i++)
        {
            using var guest = await SignalClient.ConnectAsync(_app, token);
            if (i % 3 == 0)
                guest.Abort();
            else if (i % 3 == 1)
                await guest.SendAsync(new SignalRequest { Leave = new LeaveRequest() });
        }

        Assert.Equal(0, await ParticipantsAsync(id, 0));
    }

    [Fact]
    public async Task A_browser_that_came_too_late_is_told_that_the_meeting_is_full()
    {
        var id = await _app.CreateMeetingAsync();
        var late = (await _app.JoinAsync(id)).GetProperty("token").GetString()!;
        using var anna = await ConnectAsync(id, "Anna");
        using var ben = await ConnectAsync(id, "Ben");
        await anna.ReceiveAsync();
        await ben.ReceiveAsync();
        var join = Uri.EscapeDataString(Repository.RecordedJoinRequest("single-pc.alice"));
        using var response = await _app.Http.GetAsync(new Uri($"/rtc/v1/validate?access_token={late}&join_request={join}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("room has exceeded its max participants", await response.Content.ReadAsStringAsync());
    }

    private static DateTimeOffset ExpiryOf(string token) =>
        DateTimeOffset.FromUnixTimeSeconds(System.Text.Json.JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement.GetProperty("exp").GetInt64());

    private async Task<SignalClient> ConnectAsync(string id, string name, bool compress = false) =>
        await SignalClient.ConnectAsync(_app, (await _app.JoinAsync(id, name)).GetProperty("token").GetString()!, compress);

    private async Task<int> ParticipantsAsync(string id, int expected)
    {
        var count = -1;
        for (var attempt = 0; attempt < 300 && count != expected; attempt++)
        {
            await Task.Delay(10);
            count = (await _app.Http.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/meetings/{id}/info")).GetProperty("participant_count").GetInt32();
        }

        return count;
    }
}
