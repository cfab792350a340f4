using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Treff.LiveKit;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>Keys are replaced while people and tools hold tokens of the old ones: docs/operations.md, "Replacing keys".</summary>
public sealed class KeyRotationTests
{
    private static readonly ApiCredentials Old = TreffAppSettings.Development;
    private static readonly ApiCredentials New = new("newkey", "a-secret-that-nobody-can-guess-at-all");

    [Fact]
    public async Task Both_pairs_open_the_door_until_the_old_one_is_taken_out()
    {
        var before = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });
        var meeting = await before.CreateMeetingAsync();
        var guest = (await before.JoinAsync(meeting)).GetProperty("token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await EnterAsync(before, guest));

        var both = await TreffApp.StartAsync(After(await before.StopAsync()) with { Credentials = New with { Previous = Old } });
        Assert.Equal(HttpStatusCode.OK, await EnterAsync(both, guest));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await ListRoomsAsync(both, Old), await ListRoomsAsync(both, New)));
        // New tokens are of the new pair.
        guest = (await both.JoinAsync(meeting)).GetProperty("token").GetString()!;

        await using var after = await TreffApp.StartAsync(After(await both.StopAsync()) with { Credentials = New });
        Assert.Equal(HttpStatusCode.OK, await EnterAsync(after, guest));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await ListRoomsAsync(after, Old), await ListRoomsAsync(after, New)));
    }

    private static TreffAppSettings After(TemporaryFolder folder) => new() { Folder = folder, UsesRealMedia = true };

    private static async Task<HttpStatusCode> EnterAsync(TreffApp app, string token)
    {
        using var response = await app.Http.GetAsync(new Uri($"/rtc/validate?access_token={token}", UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> ListRoomsAsync(TreffApp app, ApiCredentials credentials)
    {
        var claims = new AccessTokenClaims { Video = new VideoGrant { RoomList = true } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/ListRooms");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken.Create(credentials, claims, app.Time.GetUtcNow(), TimeSpan.FromMinutes(5)));
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
