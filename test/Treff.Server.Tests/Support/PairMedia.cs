using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.Server.LiveKitApi;
using Treff.Server.Statistics;

namespace Treff.Server.Tests.Support;

/// <summary>A second Treff that is the LiveKit server of the first: calls, webhooks and signalling go over HTTP, media over UDP. Both have the same date, so that each takes the tokens of the other.</summary>
internal sealed class PairMedia : ITestMedia
{
    private readonly ConcurrentQueue<ITestClient> _clients = new();
    private readonly LateWebhooks _webhooks;
    private readonly TreffApp _treff;

    private PairMedia(TreffApp treff, LateWebhooks webhooks)
    {
        _treff = treff;
        _webhooks = webhooks;
    }

    public Uri? Url => new("ws://" + _treff.Address.Authority);

    public static async Task<ITestMedia> StartAsync(TreffAppSettings front)
    {
        var time = new SharedDate(front.Time);
        var webhooks = new LateWebhooks(time);
        var treff = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            // A LiveKit server has none.
            Statistics = new StatisticsOptions { RetentionDays = 0 },
            Configure = services => services.AddSingleton<TimeProvider>(time).AddSingleton<IRoomEventReader>(webhooks),
        });
        return new PairMedia(treff, webhooks);
    }

    public void AddTo(IServiceCollection services)
    {
        // The URL says it all.
    }

    public void Serve(TreffApp app) => _webhooks.SendTo(app.Address);

    public async Task<ITestClient> EnterAsync(string token, AccessTokenClaims claims)
    {
        var client = await MeetingClient.JoinAsync(Url!, token, publishes: false);
        _clients.Enqueue(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody is there any more to be told.
        _webhooks.Dispose();
        await Task.WhenAll(_clients.Select(client => client.DisposeAsync().AsTask()));
        await _treff.DisposeAsync();
    }
}
