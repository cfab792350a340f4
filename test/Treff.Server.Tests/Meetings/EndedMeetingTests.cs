using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Meetings;

/// <summary>Tokens outlive meetings. What is over stays over, whoever still holds one: that is refused at the door of the embedded media server, another one's opens.</summary>
[Trait(TestShape.Trait, TestShape.Embedded)]
public sealed class EndedMeetingTests : IAsyncLifetime
{
    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_meeting_deleted_by_the_server_API_is_not_brought_back_by_a_guest()
    {
        var id = await _app.CreateMeetingAsync();
        var token = await TokenAsync(id);
        using (var guest = await SignalClient.ConnectAsync(_app, token))
        {
            await guest.ReceiveAsync();
            await DeleteRoomAsync(id, HttpStatusCode.OK);
            Assert.Equal(DisconnectReason.RoomDeleted, (await guest.ReceiveAsync(SignalResponse.MessageOneofCase.Leave)).Leave.Reason);
        }

        await AssertRefusedAsync(token);
        using var join = await _app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", """{"display_name":"Anna"}""");
        Assert.Equal(HttpStatusCode.Gone, join.StatusCode);
        await DeleteRoomAsync(id, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_meeting_that_expired_is_not_brought_back_by_a_guest()
    {
        var id = await _app.CreateMeetingAsync();
        var token = AccessToken.Create(
            TreffAppSettings.Development,
            new AccessTokenClaims { Identity = "late", Video = new VideoGrant { RoomJoin = true, Room = id } },
            TreffApp.Start,
            TimeSpan.FromDays(10));
        await DeleteByTimeAsync(id);
        await AssertRefusedAsync(token);
    }

    [Fact]
    public async Task A_room_that_the_server_API_makes_anew_is_open_again()
    {
        var id = await _app.CreateMeetingAsync();
        var token = await TokenAsync(id);
        await DeleteRoomAsync(id, HttpStatusCode.OK);
        await CallAsync("CreateRoom", new { name = id }, HttpStatusCode.OK);
        using var guest = await SignalClient.ConnectAsync(_app, token);
        Assert.Equal(id, (await guest.ReceiveAsync()).Join.Room.Name);
    }

    [Fact]
    public async Task A_room_that_belongs_to_no_meeting_comes_back_with_the_next_join_as_in_LiveKit()
    {
        var token = AccessToken.Create(
            TreffAppSettings.Development,
            new AccessTokenClaims { Identity = "bot", Video = new VideoGrant { RoomJoin = true, Room = "a room of its own" } },
            TreffApp.Start,
            TimeSpan.FromHours(1));
        using (var first = await SignalClient.ConnectAsync(_app, token))
            await first.ReceiveAsync();
        await DeleteRoomAsync("a room of its own", HttpStatusCode.OK);
        using var second = await SignalClient.ConnectAsync(_app, token);
        Assert.Equal(SignalResponse.MessageOneofCase.Join, (await second.ReceiveAsync()).MessageCase);
    }

    /// <summary>The room is gone before the meeting's time is over, and the sweep has not been there.</summary>
    private async Task DeleteByTimeAsync(string id)
    {
        using (var guest = await SignalClient.ConnectAsync(_app, await TokenAsync(id)))
        {
            await guest.ReceiveAsync();
            await guest.SendAsync(new SignalRequest { Leave = new LeaveRequest() });
            await guest.ReceiveCloseAsync();
        }

        var rooms = (IRoomService)_app.Services.GetService(typeof(IRoomService))!;
        await rooms.DeleteRoomAsync(id, CancellationToken.None);
        _app.Time.SetUtcNow(TreffApp.Start + TimeSpan.FromHours(24));
    }

    private async Task AssertRefusedAsync(string token)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(_app, token));
        Assert.Contains("'404'", refused.Message, StringComparison.Ordinal);
        using var response = await _app.SendAsync(HttpMethod.Get, "/rtc/validate?access_token=" + token);
        Assert.Equal((HttpStatusCode.NotFound, "requested room does not exist"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    private async Task<string> TokenAsync(string id) => (await _app.JoinAsync(id)).GetProperty("token").GetString()!;

    private Task DeleteRoomAsync(string room, HttpStatusCode expected) => CallAsync("DeleteRoom", new { room }, expected);

    private async Task CallAsync(string method, object body, HttpStatusCode expected)
    {
        var claims = new AccessTokenClaims { Video = new VideoGrant { RoomCreate = true } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/" + method) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", AccessToken.Create(TreffAppSettings.Development, claims, TreffApp.Start, TimeSpan.FromMinutes(10)));
        using var response = await _app.Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }
}
