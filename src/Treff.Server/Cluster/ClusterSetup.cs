using Treff.LiveKit;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Cluster;

/// <summary>Registers what meetings need when the media server is a LiveKit deployment elsewhere.</summary>
public static class ClusterSetup
{
    /// <summary>Calls go to LIVEKIT_API_URL, events come by webhook; what gets lost of them is made good by asking.</summary>
    public static IServiceCollection AddLiveKitServer(this IServiceCollection services, Uri url)
    {
        services.AddSingleton<IRoomService>(provider => CreateClient(provider, url));
        services.AddSingleton<WebhookInbox>();
        services.AddSingleton(provider => new RoomEventSource(provider.GetRequiredService<WebhookInbox>().Events));
        services.AddSingleton<RoomRepair>();
        services.AddSingleton<IRoomEventReader, RoomEventLog>();
        // They stop in the opposite order: first nothing new comes in, then what has come is handed on.
        services.AddHostedService<RoomEventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookInbox>());
        return services.AddHostedService(provider => provider.GetRequiredService<RoomRepair>());
    }

    private static RoomServiceClient CreateClient(IServiceProvider provider, Uri url)
    {
        var handler = new SocketsHttpHandler
        {
            // Connections are renewed so that a changed DNS entry is noticed, and given up when the other side went without a word.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            // A redirect would take a token to where the operator did not send it.
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        var twirp = new TwirpClient(new HttpClient(handler), url);
        return new RoomServiceClient(twirp, provider.GetRequiredService<ApiCredentials>(), provider.GetRequiredService<TimeProvider>()) { CountsParticipants = true };
    }
}
