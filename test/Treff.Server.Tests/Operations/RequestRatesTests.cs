using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.Operations;

/// <summary>How often an address may ask, and how often all together.</summary>
public class RequestRatesTests
{
    private const string Address = "203.0.113.9";
    private const string Other = "203.0.113.10";

    private static readonly StrangerLimits Loose = new() { RequestTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task An_address_creates_so_many_meetings_a_minute_and_then_one_each_share_of_it()
    {
        await using var app = await StartAsync(Loose with { MaxCreatesPerMinute = 3 });
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Address));
        foreach (var language in new[] { "de", "en" })
        {
            using var refused = await SendAsync(app, "/api/v1/meetings/create", Address, language);
            Assert.Equal(TimeSpan.FromSeconds(20), refused.Headers.RetryAfter?.Delta);
            await HostedMeeting.RefusedAsync(Task.FromResult(refused), 429, "too_many_requests");
        }

        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Other));
        app.SetClockOn(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CreateAsync(app, Address));
        Assert.Equal(3, app.Services.GetRequiredService<Refusals>()[Refusal.Requests]);
    }

    [Fact]
    public async Task Joins_are_limited_by_address_and_by_meeting()
    {
        await using var app = await StartAsync(Loose with { MaxJoinsPerMinute = 2, MaxJoinsPerMeetingPerMinute = 3 });
        var (one, two) = (await HostedMeeting.CreateAsync(app), await HostedMeeting.CreateAsync(app));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], await JoinAsync(one, Address, 3));
        Assert.Equal([HttpStatusCode.TooManyRequests], await JoinAsync(two, Address, 1));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], await JoinAsync(one, Other, 2));
        Assert.Equal([HttpStatusCode.OK], await JoinAsync(two, "203.0.113.11", 1));
    }

    [Fact]
    public async Task The_whole_API_has_a_limit_and_the_pages_have_none()
    {
        await using var app = await StartAsync(Loose with { MaxApiRequestsPerMinute = 2 });
        foreach (var expected in new[] { HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests })
        {
            using var response = await SendAsync(app, "/api/v1/nothing", Address);
            Assert.Equal(expected, response.StatusCode);
        }

        using var page = await SendAsync(app, "/", Address, method: HttpMethod.Get);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Waiting_is_limited()
    {
        await using var app = await StartAsync(Loose with { MaxWaitsPerMinute = 1 });
        var meeting = await HostedMeeting.CreateAsync(app);
        await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Get, "wait", address: Address), 404, "ticket_unknown");
        await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Get, "wait", address: Address), 429, "too_many_requests");
    }

    [Fact]
    public async Task A_class_behind_one_address_does_not_meet_the_usual_limits()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { MaxParticipants = 100 });
        var meeting = await HostedMeeting.CreateAsync(app);
        for (var pupil = 0; pupil < 30; pupil++)
        {
            Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Address));
            // In, lost, and in again twice, all within the same minute.
            Assert.All(await JoinAsync(meeting, Address, 3), status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Fact]
    public async Task A_proxy_that_does_not_say_for_whom_is_not_counted_as_one_client()
    {
        await using var app = await StartAsync(Loose with { MaxCreatesPerMinute = 1 });
        for (var i = 0; i < 3; i++)
            await app.CreateMeetingAsync();
    }

    [Fact]
    public async Task Without_trusted_proxies_what_is_forwarded_counts_for_nothing()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Limits = Loose with { MaxCreatesPerMinute = 2 }, TrustedProxies = [] });
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Address));
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Other));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CreateAsync(app, "203.0.113.11"));
    }

    [Fact]
    public async Task Of_several_proxies_the_first_that_is_not_trusted_is_the_client()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            Limits = Loose with { MaxCreatesPerMinute = 1 },
            TrustedProxies = [.. TrustedProxies.Loopback, IPNetwork.Parse("10.0.0.0/8")],
        });
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, $"198.51.100.1, {Address}, 10.0.0.2"));
        // What a client wrote itself stands further left, and is not believed.
        Assert.Equal(HttpStatusCode.TooManyRequests, await CreateAsync(app, $"198.51.100.2, {Address}, 10.0.0.3"));
    }

    [Fact]
    public async Task Only_so_many_meetings_are_stored()
    {
        await using var app = await StartAsync(Loose with { MaxMeetings = 1 });
        var meeting = await HostedMeeting.CreateAsync(app);
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(SendAsync(app, "/api/v1/meetings/create", Address, language), 503, "too_many_meetings");
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, "end", bearer: meeting.Key));
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(app, Address));
    }

    [Fact]
    public void A_limiter_gives_a_minutes_worth_at_once_and_is_idle_when_it_is_as_good_as_new()
    {
        var time = new FakeTimeProvider(TreffApp.Start);
        using var limiter = new PacedRateLimiter(60, time);
        Assert.Null(limiter.IdleDuration);
        for (var i = 0; i < 60; i++)
            Assert.True(limiter.AttemptAcquire().IsAcquired);
        using (var refused = limiter.AttemptAcquire())
        {
            Assert.False(refused.IsAcquired);
            Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
            Assert.Equal(TimeSpan.FromSeconds(1), wait);
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limiter.AttemptAcquire().IsAcquired);
        Assert.False(limiter.AttemptAcquire().IsAcquired);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.IdleDuration);
    }

    private static Task<TreffApp> StartAsync(StrangerLimits limits) => TreffApp.StartAsync(new TreffAppSettings { Limits = limits });

    private static async Task<HttpStatusCode> CreateAsync(TreffApp app, string address)
    {
        using var response = await SendAsync(app, "/api/v1/meetings/create", address);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode[]> JoinAsync(HostedMeeting meeting, string address, int times)
    {
        var statuses = new HttpStatusCode[times];
        for (var i = 0; i < times; i++)
        {
            using var response = await meeting.TryJoinAsync(new { display_name = "Pupil" }, address: address);
            statuses[i] = response.StatusCode;
        }

        return statuses;
    }

    private static async Task<HttpResponseMessage> SendAsync(TreffApp app, string path, string address, string? language = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        request.Headers.Add("X-Forwarded-For", address);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        return await app.Http.SendAsync(request);
    }
}
