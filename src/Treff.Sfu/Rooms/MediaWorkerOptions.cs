using Microsoft.Extensions.Logging;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What a media worker is built with.</summary>
internal sealed record MediaWorkerOptions
{
    public MediaOptions Media { get; init; } = new();

    /// <summary>The sockets, the worker's from then on; null = it opens its own as <see cref="Media"/> says.</summary>
    public UdpTransport? Transport { get; init; }

    /// <summary>The way to the other workers on the port; null = there are none.</summary>
    public Handover? Handover { get; init; }

    /// <summary>The number of this worker, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The time of all workers of one server; null = one of its own.</summary>
    public WorkerClock? Clock { get; init; }

    /// <summary>Of all relays of one server; null = one of its own.</summary>
    public TurnCredentialIssuer? TurnCredentials { get; init; }

    /// <summary>Media connections over TCP.</summary>
    public StreamOptions Streams { get; init; } = new();

    /// <summary>How many of those there are, of all workers of one server; null = of this one alone.</summary>
    public StreamQuota? StreamQuota { get; init; }

    /// <summary>The relay; null = there is none.</summary>
    public TurnServerOptions? Turn { get; init; }

    /// <summary>Shared by all peers; owned by whoever made it.</summary>
    public required DtlsContext DtlsContext { get; init; }

    /// <summary>Of the context's certificate.</summary>
    public required DtlsFingerprint Fingerprint { get; init; }

    public required ILogger Logger { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public IRandomSource Random { get; init; } = CryptographicRandom.Instance;

    /// <summary>Threads for handshakes beside the worker.</summary>
    public int HandshakeThreads { get; init; } = DtlsHandshakePool.DefaultThreads;

    /// <summary>Handshakes that may wait for those threads.</summary>
    public int MaxPendingHandshakes { get; init; } = DtlsHandshakePool.DefaultCapacity;

    /// <summary>Counts what is refused.</summary>
    public Refusals Refusals { get; init; } = new();

    /// <summary>Name of the worker's thread, for debuggers and profilers.</summary>
    public string Name => $"media-{Index}";
}
