using Microsoft.Extensions.Logging;
using Treff.Rtc.Dtls;

namespace Treff.Sfu.Rooms;

/// <summary>What the media workers of a server are built with.</summary>
internal sealed record MediaWorkersOptions
{
    public required MediaServerOptions Server { get; init; }

    /// <summary>Shared by all peers; owned by whoever made it.</summary>
    public required DtlsContext DtlsContext { get; init; }

    /// <summary>Of the context's certificate.</summary>
    public required DtlsFingerprint Fingerprint { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Where rooms tell what happens in them, on all threads.</summary>
    public required RoomEvents Events { get; init; }
}
