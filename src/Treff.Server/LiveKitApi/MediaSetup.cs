using Treff.LiveKit;
using Treff.Server.Operations;

namespace Treff.Server.LiveKitApi;

/// <summary>The switch between the media server in this process and a LiveKit deployment elsewhere.</summary>
public static class MediaSetup
{
    public static IServiceCollection AddMedia(this IServiceCollection services, TreffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.LiveKitUrl is { } url)
            services.AddSingleton<IRoomService>(provider => CreateClient(provider, url));
        else
            services.AddSingleton<IRoomService>(new UnavailableRoomService("The embedded media server is not part of this build."));
        return services;
    }

    private static RoomServiceClient CreateClient(IServiceProvider provider, Uri url)
    {
        // Connections are renewed so that a changed DNS entry is noticed.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) };
        var twirp = new TwirpClient(new HttpClient(handler), url);
        return new RoomServiceClient(twirp, provider.GetRequiredService<ApiCredentials>(), provider.GetRequiredService<TimeProvider>());
    }
}
