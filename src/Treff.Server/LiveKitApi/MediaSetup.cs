using System.Net.NetworkInformation;
using System.Net.Sockets;
using Treff.LiveKit;
using Treff.Rtc.Dtls;
using Treff.Rtc.Turn;
using Treff.Server.Cluster;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Sfu.Data;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Server.LiveKitApi;

/// <summary>The switch between the media server in this process and a LiveKit deployment elsewhere.</summary>
public static class MediaSetup
{
    /// <summary>LiveKit's value: long enough to come back after a broken connection, short enough to forget.</summary>
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddMedia(this IServiceCollection services, TreffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.LiveKitUrl is { } url)
            return services.AddLiveKitServer(options.LiveKitApiUrl ?? url);
        if (!DtlsContext.IsAvailable(out var reason))
            return services.AddSingleton<IRoomService>(new UnavailableRoomService(reason));
        services.AddSingleton<RtcAuthorization>();
        services.AddSingleton(CreateServer);
        services.AddSingleton<MediaListener>();
        services.AddSingleton<PublicAddresses>();
        services.AddSingleton<SessionNetworks>();
        services.AddSingleton(provider => provider.GetRequiredService<MediaServer>().Rooms);
        services.AddSingleton(provider => new RoomEventSource(provider.GetRequiredService<MediaServer>().Events));
        services.AddSingleton(CreateServerApi);
        services.AddHostedService<EmbeddedMedia>();
        services.AddSingleton<IRoomEventReader, RoomEventLog>();
        if (options.WebhookUrls.Count > 0)
            services.AddSingleton<IRoomEventReader, WebhookSender>();
        services.AddHostedService<RoomEventFeed>();
        return services;
    }

    /// <summary>The signalling endpoints where the media server is in this process, the webhook where it is elsewhere.</summary>
    public static void MapMedia(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<RtcAuthorization>() is not null)
        {
            app.MapRtc();
            app.MapTwirp();
        }
        else if (app.Services.GetService<WebhookInbox>() is not null)
            app.MapWebhook();
    }

    private static TwirpServices CreateServerApi(IServiceProvider provider)
    {
        var services = new TwirpServices();
        var rooms = provider.GetRequiredService<IRoomService>();
        services.Add(TwirpRoomService.Name, TwirpRoomService.Methods(rooms, EndRoomAsync));
        services.Add(EgressApi.Name, EgressApi.Methods(rooms));
        TwirpAbsentServices.AddTo(services);
        return services;

        async Task EndRoomAsync(string room, CancellationToken cancellationToken)
        {
            await using var scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<MeetingDirectory>().EndAsync(room, cancellationToken);
        }
    }

    private static MediaServer CreateServer(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<TreffOptions>();
        var credentials = provider.GetRequiredService<ApiCredentials>();
        var time = provider.GetRequiredService<TimeProvider>();
        var rooms = new RoomOptions
        {
            // Rooms that a join brings back get the limit of those that the API creates.
            MaxParticipants = options.MaxParticipants,
            MaxTracksPerParticipant = options.Limits.MaxTracksPerParticipant,
            MaxRooms = options.Limits.MaxRooms,
            MaxTotalParticipants = options.Limits.MaxTotalParticipants,
            Data = DataLimitsOf(options.Limits),
            ServerAttributes = new HashSet<string> { MeetingRoles.Attribute },
            Refusals = provider.GetRequiredService<Refusals>(),
            NodeId = Sid.NewNode(),
            TokenSigner = claims => SignRefreshToken(credentials, claims, time.GetUtcNow()),
        };
        try
        {
            var server = new MediaServerOptions
            {
                Media = MediaOptionsOf(options),
                Workers = options.MediaWorkers,
                Turn = options.Turn ? new TurnServerOptions() : null,
                Rooms = rooms,
                MaxPendingHandshakes = options.Limits.MaxPendingHandshakes,
            };
            return new MediaServer(server, time, provider.GetRequiredService<ILoggerFactory>());
        }
        catch (SocketException exception)
        {
            throw new IOException($"media cannot use UDP port {options.MediaUdpPort} ({exception.Message}). Stop what uses it, or set MEDIA_UDP_PORT.", exception);
        }
    }

    private static DataLimits DataLimitsOf(StrangerLimits limits) => new()
    {
        MaxMessageBytes = limits.MaxDataMessageBytes,
        MessagesPerSecond = limits.MaxDataMessagesPerSecond,
        MessageBurst = limits.MaxDataMessagesPerSecond,
        BytesPerSecond = limits.MaxDataBytesPerSecond,
        ByteBurst = 2 * limits.MaxDataBytesPerSecond,
    };

    /// <summary>A token is never replaced by one that ends earlier.</summary>
    private static string SignRefreshToken(ApiCredentials credentials, AccessTokenClaims claims, DateTimeOffset now)
    {
        var left = claims.ExpiresAt is { } expiresAt ? expiresAt - now : TimeSpan.Zero;
        return AccessToken.Create(credentials, claims, now, left > RefreshTokenLifetime ? left : RefreshTokenLifetime);
    }

    /// <summary>Addresses of this host are bound, and nothing else is; others can only be told to clients, as it must be behind NAT.</summary>
    private static MediaOptions MediaOptionsOf(TreffOptions options)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .ToHashSet();
        var areOwn = options.MediaAddresses.All(own.Contains);
        return new MediaOptions
        {
            UdpPort = options.MediaUdpPort,
            Addresses = areOwn ? options.MediaAddresses : [],
            AdvertisedAddresses = areOwn ? [] : options.MediaAddresses,
            TestInboundLoss = options.TestMediaLoss,
            TestOutboundLoss = options.TestMediaLoss,
            TestLossSeed = options.TestMediaLossSeed,
        };
    }
}
