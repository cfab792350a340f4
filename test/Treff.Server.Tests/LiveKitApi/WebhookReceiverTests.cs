using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations.Webhooks;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>Delivery to a real HTTP server, in time that the test moves.</summary>
public sealed class WebhookReceiverTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(TreffApp.Start);
    private readonly WebhookTarget _target;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebhookReceiver _receiver;

    public WebhookReceiverTests()
    {
        _target = new WebhookTarget(new AccessTokenVerifier(TreffAppSettings.Development, _time));
        _receiver = new WebhookReceiver(_target.Url, WebhookPace.LiveKit, _http, _time, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        _receiver.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Events_of_a_room_arrive_signed_and_in_order()
    {
        for (var i = 0; i < 50; i++)
            _receiver.Enqueue(Message("room", i));
        await _target.WaitForAsync(() => _target.Requests.Count == 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"EV_{i}"), _target.Accepted.Select(happened => happened.Id));
        Assert.All(_target.Requests, request => Assert.Equal(("application/webhook+json", "/hook?key=of-the-receiver"), (request.ContentType, request.Path)));
        Assert.All(_target.Requests, request => Assert.StartsWith("eyJ", request.Authorization, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_fails_twice_gets_the_event_a_third_time()
    {
        _target.Answer = (earlier, _) => earlier < 2 ? 500 : 200;
        _receiver.Enqueue(Message("room", 0));
        _receiver.Enqueue(Message("room", 1));
        await _target.WaitForAsync(() => _target.Requests.Count == 1);
        await AdvanceUntilAsync(WebhookPace.LiveKit.FirstPause, () => _target.Requests.Count == 2);
        await AdvanceUntilAsync(2 * WebhookPace.LiveKit.FirstPause, () => _target.Accepted.Count == 2);
        Assert.Equal(["EV_0", "EV_0", "EV_0", "EV_1"], _target.Requests.Select(request => request.Event!.Id));
        Assert.All(_target.Accepted, happened => Assert.Equal(0, happened.NumDropped));
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_dropped_and_the_next_event_says_so()
    {
        _target.Answer = (_, request) => request.Event!.Id == "EV_0" ? 503 : 200;
        _receiver.Enqueue(Message("room", 0));
        _receiver.Enqueue(Message("room", 1));
        await AdvanceUntilAsync(TimeSpan.FromSeconds(2), () => _target.Accepted.Count == 1);
        Assert.Equal(WebhookPace.LiveKit.MaxAttempts, _target.Requests.Count(request => request.Event!.Id == "EV_0"));
        Assert.Equal(1, _target.Accepted[0].NumDropped);
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_not_asked_again()
    {
        _target.Answer = (earlier, _) => earlier == 0 ? 403 : 200;
        _receiver.Enqueue(Message("room", 0));
        _receiver.Enqueue(Message("room", 1));
        await _target.WaitForAsync(() => _target.Accepted.Count == 1);
        Assert.Equal(["EV_0", "EV_1"], _target.Requests.Select(request => request.Event!.Id));
        Assert.Equal(1, _target.Accepted[0].NumDropped);
    }

    [Fact]
    public async Task A_room_whose_event_fails_does_not_hold_up_another()
    {
        _target.Answer = (_, request) => request.Event!.Room.Name == "bad" ? 500 : 200;
        _receiver.Enqueue(Message("bad", 0));
        await _target.WaitForAsync(() => _target.Requests.Count == 1);
        _receiver.Enqueue(Message("good", 1));
        await _target.WaitForAsync(() => _target.Accepted.Count == 1);
    }

    [Fact]
    public async Task The_queue_is_bounded_and_what_does_not_fit_is_counted()
    {
        _target.Gate = new SemaphoreSlim(0);
        for (var i = 0; i < WebhookPace.LiveKit.MaxQueued + 7; i++)
            _receiver.Enqueue(Message("room", i));
        _target.Gate.Release(1000);
        await _target.WaitForAsync(() => _target.Accepted.Count == WebhookPace.LiveKit.MaxQueued);
        _receiver.Enqueue(Message("room", 1000));
        await _target.WaitForAsync(() => _target.Accepted.Count == WebhookPace.LiveKit.MaxQueued + 1);
        Assert.Equal(7, _target.Accepted.Sum(happened => happened.NumDropped));
        Assert.Equal("EV_1000", _target.Accepted[^1].Id);
    }

    [Fact]
    public async Task Old_news_is_dropped()
    {
        _target.Gate = new SemaphoreSlim(0);
        _receiver.Enqueue(Message("room", 0));
        _receiver.Enqueue(Message("room", 1));
        // The first one is on its way; what waits behind it grows old.
        await _target.WaitForAsync(() => _target.Arrived == 1);
        _time.Advance(WebhookPace.LiveKit.MaxAge + TimeSpan.FromSeconds(1));
        _receiver.Enqueue(Message("room", 2));
        _target.Gate.Release(1000);
        await _target.WaitForAsync(() => _target.Accepted.Count == 2);
        Assert.Equal(["EV_0", "EV_2"], _target.Accepted.Select(happened => happened.Id));
        Assert.Equal(1, _target.Accepted[1].NumDropped);
    }

    [Fact]
    public async Task Completing_waits_for_what_is_under_way()
    {
        _receiver.Enqueue(Message("room", 0));
        _receiver.Enqueue(Message("other", 1));
        await _receiver.CompleteAsync(CancellationToken.None);
        Assert.Equal(2, _target.Accepted.Count);
        _receiver.Enqueue(Message("room", 2));
        Assert.Equal(2, _target.Requests.Count);
    }

    private static LiveKitWebhook Message(string room, int number)
    {
        var happened = new WebhookEvent { Event = "room_started", Id = $"EV_{number}", Room = new Room { Name = room }, CreatedAt = TreffApp.Start.ToUnixTimeSeconds() };
        return new LiveKitWebhook(TreffAppSettings.Development, happened);
    }

    /// <summary>Less in all than makes an event old.</summary>
    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition)
    {
        for (var passed = step; passed < WebhookPace.LiveKit.MaxAge && !condition(); passed += step)
        {
            for (var wait = 0; wait < 25 && !condition(); wait++)
                await Task.Delay(10);
            if (!condition())
                _time.Advance(step);
        }

        await _target.WaitForAsync(condition);
    }
}
