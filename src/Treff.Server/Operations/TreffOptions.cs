using System.Net;
using Treff.LiveKit;
using Treff.Server.Operations.Logging;
using Treff.Server.Operations.Metrics;
using Treff.Server.Operations.Tls;
using Treff.Server.Statistics;
using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>Everything that can be configured, read once from the environment (<see cref="TreffOptionsReader"/>) and described in docs/configuration.md.</summary>
public sealed class TreffOptions
{
    /// <summary>TCP port of pages, API and signalling; 0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>The address to listen on; null = every address of the host, so that others can reach a new server without configuring it.</summary>
    public IPAddress? ListenAddress { get; init; }

    /// <summary>TLS on <see cref="Port"/>; unless it is on, plain HTTP, for a proxy that ends TLS.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>How people reach this server, for the links in answers; null = as the request came in.</summary>
    public Uri? FrontendUrl { get; init; }

    /// <summary>A LiveKit deployment elsewhere; null = the media server inside this process.</summary>
    public Uri? LiveKitUrl { get; init; }

    /// <summary>Where this server calls that deployment, when that is not the way of the browsers; null = <see cref="LiveKitUrl"/>.</summary>
    public Uri? LiveKitApiUrl { get; init; }

    /// <summary>Signs tokens; null = generated once and kept in <see cref="DataDirectory"/>.</summary>
    public ApiCredentials? LiveKitCredentials { get; init; }

    /// <summary>People in one meeting at the same time. 20 fits a small machine's uplink.</summary>
    public int MaxParticipants { get; init; } = 20;

    /// <summary>Who may create meetings.</summary>
    public CreationPolicy CreateMeetings { get; init; } = CreationPolicy.Anyone;

    /// <summary>Keys for other servers, beside those that the operator makes on the dashboard.</summary>
    public IReadOnlyList<ConfiguredApiKey> ApiKeys { get; init; } = [];

    /// <summary>How long a new meeting lasts; it is extended while people are in it.</summary>
    public TimeSpan MeetingLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>So long somebody waits to be let in. A host who is late may be very late.</summary>
    public TimeSpan WaitingTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Database and generated keys. Relative to the working directory.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>A PostgreSQL database; null = the SQLite file in <see cref="DataDirectory"/>.</summary>
    public DatabaseUrl? Database { get; init; }

    /// <summary>Connections to PostgreSQL at the same time, beside one that listens. PostgreSQL's own default is 100 for everybody together.</summary>
    public int DatabaseMaxConnections { get; init; } = 30;

    /// <summary>UDP port of the embedded media server; LiveKit's own, so that existing firewall rules fit. 0 takes a free one.</summary>
    public int MediaUdpPort { get; init; } = 7882;

    /// <summary>The media addresses told to clients; empty = this host's own.</summary>
    public IReadOnlyList<IPAddress> MediaAddresses { get; init; } = [];

    /// <summary>Media threads, each with its own rooms: one for each processor, 8 at most, unless an operator knows better.</summary>
    public int MediaWorkers { get; init; } = Sfu.Rooms.MediaServerOptions.DefaultWorkers;

    /// <summary>Media over TCP on <see cref="Port"/>, for browsers whose network blocks UDP.</summary>
    public bool MediaTcp { get; init; } = true;

    /// <summary>The TURN server, for browsers that cannot or may not reach the media port directly.</summary>
    public bool Turn { get; init; } = true;

    /// <summary>Further URLs of the TURN server, where a TCP or TLS proxy of another address leads to it.</summary>
    public IReadOnlyList<string> TurnUrls { get; init; } = [];

    /// <summary>Other web sites whose pages may call the API; empty = none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Other web sites whose pages may show a meeting in a frame; empty = none.</summary>
    public IReadOnlyList<string> EmbedOrigins { get; init; } = [];

    /// <summary>Proxies whose forwarded headers are believed; empty = nobody's.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = Operations.TrustedProxies.Loopback;

    /// <summary>Where the embedded media server tells what happens in rooms, as LiveKit's webhooks; empty = nowhere.</summary>
    public IReadOnlyList<Uri> WebhookUrls { get; init; } = [];

    /// <summary>How lines of the log look.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>What is logged, by category prefix; <see cref="Logging.LogLevels.Default"/> for all others.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>();
    /// <summary>Where the server tells what happens to meetings; empty = nowhere.</summary>
    public IReadOnlyList<Uri> MeetingWebhookUrls { get; init; } = [];

    /// <summary>Sign that, each of them.</summary>
    public IReadOnlyList<byte[]> MeetingWebhookSecrets { get; init; } = [];

    /// <summary>Who may watch, and where metrics are sent.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>Messages and files.</summary>
    public ChatOptions Chat { get; init; } = new();

    /// <summary>What is remembered of meetings.</summary>
    public StatisticsOptions Statistics { get; init; } = new();

    /// <summary>Signs the operator in at /admin; null = there is no such page.</summary>
    public string? AdminToken { get; init; }

    /// <summary>What strangers may take.</summary>
    public StrangerLimits Limits { get; init; } = new();

    /// <summary>For tests: the share (0 to 1) of media datagrams thrown away in each direction.</summary>
    public double TestMediaLoss { get; init; }

    /// <summary>For tests: the same seed loses the same datagrams.</summary>
    public int TestMediaLossSeed { get; init; } = 1;

    /// <summary>All settings as they were read, for the operator.</summary>
    public IReadOnlyList<Setting> InForce { get; init; } = [];

    /// <summary>True when the media server is inside this process.</summary>
    public bool IsEmbedded => LiveKitUrl is null;
}
