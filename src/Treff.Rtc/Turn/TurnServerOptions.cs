namespace Treff.Rtc.Turn;

/// <summary>Limits of the relay. All of them are for strangers: a participant of a meeting needs a handful of allocations.</summary>
public sealed record TurnServerOptions
{
    /// <summary>Of the long-term credential mechanism.</summary>
    public string Realm { get; init; } = "treff";

    /// <summary>
    /// Relayed paths have this local socket number plus the index of the peer address that the client sends to.
    /// </summary>
    public int FirstRelaySocket { get; init; } = 0x4000_0000;

    /// <summary>486 beyond. A browser makes one for each of its interfaces, each URL and each of two peer connections.</summary>
    public int MaxAllocationsPerUser { get; init; } = 32;

    /// <summary>486 beyond, per IPv4 address or IPv6 /64. A school behind one address has hundreds of them.</summary>
    public int MaxAllocationsPerAddress { get; init; } = 512;

    /// <summary>508 beyond; about half a kilobyte each.</summary>
    public int MaxAllocations { get; init; } = 10_000;

    /// <summary>RFC 8656 section 3.2: 10 minutes unless a client asks for more.</summary>
    public TimeSpan DefaultLifetime { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Answers a second to requests without valid credentials, so that the server is no amplifier for forged source addresses. Beyond that they are dropped.
    /// </summary>
    public int ChallengesPerSecond { get; init; } = 1000;
}
