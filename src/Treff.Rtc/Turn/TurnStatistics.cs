namespace Treff.Rtc.Turn;

/// <summary>What the relay did. Written by its thread; others may read values that are a moment old.</summary>
public sealed class TurnStatistics
{
    /// <summary>Allocations alive.</summary>
    public int Allocations { get; internal set; }

    public long AllocationsMade { get; internal set; }

    /// <summary>Datagrams from clients to the media server.</summary>
    public long DatagramsIn { get; internal set; }

    /// <summary>Datagrams from the media server to clients.</summary>
    public long DatagramsOut { get; internal set; }

    /// <summary>Not TURN, malformed, a wrong fingerprint, indications and responses that are not for a server: dropped.</summary>
    public long Malformed { get; internal set; }

    /// <summary>400 and 420.</summary>
    public long BadRequests { get; internal set; }

    /// <summary>Requests without credentials: 401, the ordinary beginning.</summary>
    public long Challenges { get; internal set; }

    /// <summary>Challenges not sent because there were too many in that second.</summary>
    public long ChallengesDropped { get; internal set; }

    /// <summary>Unknown or expired user, wrong password, 441: somebody who should not be here.</summary>
    public long Unauthenticated { get; internal set; }

    /// <summary>438.</summary>
    public long StaleNonces { get; internal set; }

    /// <summary>403: somebody wanted to reach another peer than the media server.</summary>
    public long PeersRefused { get; internal set; }

    /// <summary>486 and 508.</summary>
    public long QuotaRefusals { get; internal set; }

    /// <summary>437, 440, 442 and 443.</summary>
    public long Mismatches { get; internal set; }

    /// <summary>Relayed data without allocation, permission or channel, or for another peer: dropped.</summary>
    public long DataDropped { get; internal set; }

    /// <summary>A snapshot of several relays together.</summary>
    public static TurnStatistics Sum(IEnumerable<TurnStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var sum = new TurnStatistics();
        foreach (var part in parts)
        {
            sum.Allocations += part.Allocations;
            sum.AllocationsMade += part.AllocationsMade;
            sum.DatagramsIn += part.DatagramsIn;
            sum.DatagramsOut += part.DatagramsOut;
            sum.Malformed += part.Malformed;
            sum.BadRequests += part.BadRequests;
            sum.Challenges += part.Challenges;
            sum.ChallengesDropped += part.ChallengesDropped;
            sum.Unauthenticated += part.Unauthenticated;
            sum.StaleNonces += part.StaleNonces;
            sum.PeersRefused += part.PeersRefused;
            sum.QuotaRefusals += part.QuotaRefusals;
            sum.Mismatches += part.Mismatches;
            sum.DataDropped += part.DataDropped;
        }

        return sum;
    }
}
