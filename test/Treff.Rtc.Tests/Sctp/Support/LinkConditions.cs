namespace Treff.Rtc.Tests.Sctp.Support;

/// <summary>What a link does to packets: probabilities from 0 to 1, times in milliseconds.</summary>
internal sealed record LinkConditions
{
    public double Loss { get; init; }

    public double Duplication { get; init; }

    public int DelayMilliseconds { get; init; } = 20;

    /// <summary>Up to so much is added at random, so packets overtake each other.</summary>
    public int JitterMilliseconds { get; init; }

    /// <summary>Damages a packet; DTLS would not let this through, the checksum must not either.</summary>
    public double Damage { get; init; }
}
