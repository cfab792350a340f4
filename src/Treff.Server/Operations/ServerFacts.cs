using System.Net;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;

namespace Treff.Server.Operations;

/// <summary>What <see cref="FirstRunCheck"/> judges by.</summary>
public sealed record ServerFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>When the program was made; null when that is not known.</summary>
    public DateTimeOffset? BuiltAt { get; init; }

    /// <summary>PORT.</summary>
    public int Port { get; init; }

    public Uri? FrontendUrl { get; init; }

    /// <summary>What the name in <see cref="FrontendUrl"/> leads to; empty when there is no name, null when it leads nowhere.</summary>
    public IReadOnlyList<IPAddress>? FrontendAddresses { get; init; } = [];

    /// <summary>Of the interfaces of this host.</summary>
    public IReadOnlyList<IPAddress> OwnAddresses { get; init; } = [];

    /// <summary>MEDIA_ADDRESSES.</summary>
    public IReadOnlyList<IPAddress> MediaAddresses { get; init; } = [];

    public int MediaUdpPort { get; init; }

    public bool IsEmbedded { get; init; } = true;

    /// <summary>Why there are no meetings; null when there are.</summary>
    public LocalText? MediaFailure { get; init; }

    /// <summary>People joined, and a LiveKit elsewhere told nothing of it.</summary>
    public bool WebhooksAreMissing { get; init; }

    /// <summary>Host, port and name of a PostgreSQL database; null with SQLite, which is a file.</summary>
    public string? DatabaseAddress { get; init; }

    /// <summary>Why that database cannot be used; null when it can.</summary>
    public string? DatabaseFailure { get; init; }

    /// <summary>The server ends TLS itself.</summary>
    public bool HasTls { get; init; }

    public DateTimeOffset? CertificateEndsAt { get; init; }

    /// <summary>Who vouches for the certificate; null without TLS in this process.</summary>
    public TlsOrigin? CertificateOrigin { get; init; }

    /// <summary>SHA-256 of the certificate, as browsers show it.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>TLS_DOMAIN.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Why the authority issued no certificate; null when it did, or was not asked yet.</summary>
    public AcmeTrouble? AcmeTrouble { get; init; }

    /// <summary>The person who asks came by https, or sits at this machine; null when nobody asks.</summary>
    public bool? IsAskedSecurely { get; init; }

    /// <summary>LiveKit's own development key, which everybody knows.</summary>
    public bool HasDevelopmentKey { get; init; }

    /// <summary>Of LIVEKIT_API_SECRET, UTF-8.</summary>
    public int SecretBytes { get; init; } = 32;

    /// <summary>On the disk with the data directory; null when it is not known.</summary>
    public long? FreeBytes { get; init; }

    public string DataDirectory { get; init; } = "data";

    /// <summary>Anybody who reaches the server reads /metrics.</summary>
    public bool MetricsAreOpen { get; init; }

    /// <summary>Room events that statistics missed.</summary>
    public long LostEvents { get; init; }
}
