using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Operations.Metrics;
using Treff.Server.Operations.Tls;
using Treff.Server.Statistics;
using Treff.Server.Storage;

namespace Treff.Server.Tests.Support;

/// <summary>What a test wants different.</summary>
internal sealed record TreffAppSettings
{
    public static readonly ApiCredentials Development = new("devkey", "secret");

    public TemporaryFolder? Folder { get; init; }

    /// <summary>Null: a fresh one.</summary>
    public DatabaseUrl? Database { get; init; }

    public FakeRoomService Rooms { get; init; } = new();

    /// <summary>That of a server that was stopped; null: one of its own.</summary>
    public ITestMedia? Media { get; init; }

    public FakeTimeProvider Time { get; init; } = new(TreffApp.Start);

    public CapturedLogs Logs { get; init; } = new();

    public MeetingIdSource? Ids { get; init; }

    public bool UsesRealMedia { get; init; }

    /// <summary>The short way to <see cref="Tls"/>.</summary>
    public TlsCertificateFiles? TlsFiles { get; init; }

    public TlsOptions? Tls { get; init; }

    public IReadOnlyList<IPAddress> MediaAddresses { get; init; } = [];

    /// <summary>Replaces further services.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    public ApiCredentials? Credentials { get; init; } = Development;

    public Uri? FrontendUrl { get; init; }

    public Uri? LiveKitUrl { get; init; }

    public int MaxParticipants { get; init; } = 20;

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public IReadOnlyList<string> EmbedOrigins { get; init; } = [];

    public IReadOnlyList<Uri> WebhookUrls { get; init; } = [];

    public IReadOnlyList<Uri> MeetingWebhookUrls { get; init; } = [];

    public IReadOnlyList<byte[]> MeetingWebhookSecrets { get; init; } = [];

    /// <summary>On a busy machine a test may take seconds to send what it connected for.</summary>
    public StrangerLimits Limits { get; init; } = new() { RequestTimeout = TimeSpan.FromMinutes(1) };

    public MetricsOptions Metrics { get; init; } = new();

    public ChatOptions Chat { get; init; } = new();

    public StatisticsOptions Statistics { get; init; } = new();

    public string? AdminToken { get; init; }

    public CreationPolicy CreateMeetings { get; init; }

    public IReadOnlyList<ConfiguredApiKey> ApiKeys { get; init; } = [];

    public IReadOnlyList<Setting> InForce { get; init; } = [];

    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = Server.Operations.TrustedProxies.Loopback;

    public TreffOptions Options(TemporaryFolder folder, DatabaseUrl? database, Uri? livekit = null) => new()
    {
        Port = 0,
        ListenAddress = ListenAddress,
        Limits = Limits,
        DataDirectory = Path.Combine(folder.Path, "data"),
        Database = database,
        DatabaseMaxConnections = 10,
        LiveKitCredentials = Credentials,
        FrontendUrl = FrontendUrl,
        LiveKitUrl = LiveKitUrl ?? livekit,
        LiveKitApiUrl = livekit,
        MaxParticipants = MaxParticipants,
        AllowedOrigins = AllowedOrigins,
        EmbedOrigins = EmbedOrigins,
        MediaUdpPort = 0,
        MediaAddresses = MediaAddresses,
        Tls = Tls ?? new TlsOptions { Files = TlsFiles },
        WebhookUrls = WebhookUrls,
        MeetingWebhookUrls = MeetingWebhookUrls,
        MeetingWebhookSecrets = MeetingWebhookSecrets,
        Metrics = Metrics,
        Chat = Chat,
        TrustedProxies = TrustedProxies,
        Statistics = Statistics,
        AdminToken = AdminToken,
        CreateMeetings = CreateMeetings,
        ApiKeys = ApiKeys,
        InForce = InForce,
    };
}
