using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Treff.LiveKit;
using Treff.Server.Cluster;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Statistics;

namespace Treff.Server.Operations;

/// <summary>Finds out what <see cref="FirstRunCheck"/> judges by: asks the name server, the disk and the media server, with little patience.</summary>
public sealed class ServerFactsReader(
    TreffOptions options,
    ApiCredentials credentials,
    StatisticsRecorder recorder,
    IServiceProvider services,
    TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>As of now.</summary>
    /// <param name="request">Of the person who asks; null when nobody does.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public Task<ServerFacts> ReadAsync(HttpRequest? request, CancellationToken cancellationToken) => ReadAsync(request, MediaFailureAsync, cancellationToken);

    /// <summary>The same, with another way to find out what keeps the media server from working (null = nothing does).</summary>
    public async Task<ServerFacts> ReadAsync(HttpRequest? request, Func<CancellationToken, Task<LocalText?>> mediaFailure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mediaFailure);
        var addresses = FrontendAddressesAsync(cancellationToken);
        var media = mediaFailure(cancellationToken);
        var database = options.Database is { } url ? url.FailureAsync(Patience, cancellationToken) : Task.FromResult<string?>(null);
        var certificate = services.GetService<TlsCertificates>()?.Current;
        return new ServerFacts
        {
            Now = time.GetUtcNow(),
            BuiltAt = BuiltAt(),
            Port = options.Port,
            FrontendUrl = options.FrontendUrl,
            FrontendAddresses = await addresses,
            OwnAddresses = OwnAddresses(),
            MediaAddresses = options.MediaAddresses,
            MediaUdpPort = options.MediaUdpPort,
            IsEmbedded = options.IsEmbedded,
            MediaFailure = await media,
            DatabaseAddress = options.Database?.Address,
            DatabaseFailure = await database,
            WebhooksAreMissing = services.GetService<RoomRepair>()?.MissesWebhooks == true,
            HasTls = options.Tls.IsOn,
            CertificateEndsAt = certificate?.NotAfter,
            CertificateOrigin = certificate?.Origin,
            CertificateFingerprint = certificate?.Fingerprint,
            Domains = options.Tls.Domains,
            AcmeTrouble = services.GetService<AcmeStatus>()?.Trouble,
            IsAskedSecurely = request is null ? null : IsSecure(request),
            HasDevelopmentKey = credentials.IsForDevelopment,
            SecretBytes = Encoding.UTF8.GetByteCount(credentials.Secret),
            // With a database elsewhere there is next to nothing on this disk.
            FreeBytes = options.Database is null ? FreeBytes() : null,
            DataDirectory = Path.GetFullPath(options.DataDirectory),
            MetricsAreOpen = options.Metrics is { IsServed: true, Token: null } && (options.ListenAddress is null || !IPAddress.IsLoopback(options.ListenAddress)),
            LostEvents = recorder.Lost,
        };
    }

    /// <summary>As browsers see it: a page of this very machine counts as secure.</summary>
    private bool IsSecure(HttpRequest request) => request.IsHttps
        || request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        || (options.FrontendUrl is { Scheme: "https" } url && url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<IPAddress>?> FrontendAddressesAsync(CancellationToken cancellationToken)
    {
        if (options.FrontendUrl is not { } url)
            return [];
        try
        {
            return await Dns.GetHostAddressesAsync(url.DnsSafeHost, cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Why the media server does not answer; null when it does.</summary>
    public async Task<LocalText?> MediaFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rooms = services.GetRequiredService<IRoomService>();
            await rooms.ListRoomsAsync(["health"], cancellationToken).WaitAsync(Patience, cancellationToken);
            return null;
        }
        catch (RoomServiceException exception)
        {
            return Explain(exception);
        }
        catch (TimeoutException exception)
        {
            return Explain(new RoomServiceException(TwirpErrorCode.DeadlineExceeded, exception.Message, exception));
        }
    }

    /// <summary>A program in a single file has no assembly files.</summary>
    [SuppressMessage("SingleFile", "IL3000", Justification = "Empty in a single file, which is then the program.")]
    private static string? ProgramFile => typeof(ServerFactsReader).Assembly.Location is { Length: > 0 } assembly ? assembly : Environment.ProcessPath;

    /// <summary>The clock cannot have been earlier when the program was made; null where its file tells nothing.</summary>
    private static DateTimeOffset? BuiltAt() =>
        ProgramFile is { Length: > 0 } path && File.GetLastWriteTimeUtc(path) is { Year: > 2000 } written ? new DateTimeOffset(written) : null;

    private LocalText Explain(RoomServiceException exception) => (options.LiveKitApiUrl ?? options.LiveKitUrl) is { } url
        ? LiveKitTrouble.Explain(exception, url)
        : new($"The media server cannot be used: {exception.Message}", $"Der Medienserver ist nicht benutzbar: {exception.Message}");

    private static List<IPAddress> OwnAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address),
    ];

    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(options.DataDirectory)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
