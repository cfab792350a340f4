using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Cluster;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Cluster;

/// <summary>What a failing LiveKit means, to guests and to the operator.</summary>
public class LiveKitTroubleTests
{
    private static readonly Uri Url = new("ws://livekit:7880/?no=secret");

    [Theory]
    [InlineData(TwirpErrorCode.Unavailable, 503, "media_server_unavailable")]
    [InlineData(TwirpErrorCode.DeadlineExceeded, 503, "media_server_unavailable")]
    [InlineData(TwirpErrorCode.Internal, 503, "media_server_unavailable")]
    [InlineData(TwirpErrorCode.Unauthenticated, 503, "media_server_refused")]
    [InlineData(TwirpErrorCode.PermissionDenied, 503, "media_server_refused")]
    [InlineData(TwirpErrorCode.BadRoute, 503, "media_server_refused")]
    [InlineData(TwirpErrorCode.ResourceExhausted, 503, "media_server_full")]
    [InlineData(TwirpErrorCode.NotFound, 409, "gone_meanwhile")]
    public async Task A_guest_is_told_what_to_do_in_both_languages(TwirpErrorCode code, int status, string expected)
    {
        await using var cluster = await ClusterApp.StartAsync();
        cluster.App.Rooms.Failure = new RoomServiceException(code, "words of LiveKit");
        var titles = new HashSet<string>();
        foreach (var language in new[] { "de", "en" })
        {
            using var response = await cluster.App.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", language: language);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((status, expected), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
            Assert.DoesNotContain("words of LiveKit", problem.GetRawText(), StringComparison.Ordinal);
            titles.Add(problem.GetProperty("title").GetString()!);
        }

        Assert.Equal(2, titles.Count);
    }

    [Theory]
    [InlineData(TwirpErrorCode.Unauthenticated, true, "LIVEKIT_API_SECRET")]
    [InlineData(TwirpErrorCode.Unauthenticated, false, "LIVEKIT_API_SECRET")]
    [InlineData(TwirpErrorCode.BadRoute, false, "LIVEKIT_API_URL")]
    [InlineData(TwirpErrorCode.Internal, false, "is not LiveKit")]
    [InlineData(TwirpErrorCode.Unavailable, false, "does not answer")]
    [InlineData(TwirpErrorCode.DeadlineExceeded, false, "does not answer")]
    [InlineData(TwirpErrorCode.Unavailable, true, "Its log says more")]
    [InlineData(TwirpErrorCode.Internal, true, "Its log says more")]
    public void The_operator_is_told_where_to_look(TwirpErrorCode code, bool isAnswered, string expected)
    {
        var text = LiveKitTrouble.Explain(new RoomServiceException(code, "reason") { IsAnswered = isAnswered }, Url);
        Assert.Contains(expected, text.English, StringComparison.Ordinal);
        Assert.Contains("ws://livekit:7880/", text.English, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text.English, StringComparison.Ordinal);
        Assert.NotEqual(text.English, text.German);
    }

    [Fact]
    public async Task The_log_says_once_that_livekit_does_not_answer_and_what_to_do_and_when_it_does()
    {
        var rooms = new FakeRoomService { Failure = new RoomServiceException(TwirpErrorCode.Unauthenticated, "HTTP status 401") };
        await using var cluster = await ClusterApp.StartAsync(new TreffAppSettings { Rooms = rooms });
        await cluster.Repair.StartAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => IsLogged("does not accept the API key"));
        var asked = rooms.Listings;
        await AdvanceUntilAsync(() => rooms.Listings > asked + 2);
        rooms.Failure = null;
        await AdvanceUntilAsync(() => IsLogged("LiveKit answers again"));
        Assert.Single(cluster.App.Logs.Lines, line => line.Contains("does not accept the API key", StringComparison.Ordinal));
        await cluster.Repair.StopAsync(CancellationToken.None);

        async Task AdvanceUntilAsync(Func<bool> condition)
        {
            for (var attempt = 0; attempt < 1000 && !condition(); attempt++)
            {
                cluster.App.Time.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(10);
            }

            Assert.True(condition(), string.Join('\n', cluster.App.Logs.Lines));
        }

        bool IsLogged(string text) => cluster.App.Logs.Lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }
}
