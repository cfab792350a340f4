namespace Treff.Rtc.Streams;

/// <summary>What became of a received packet.</summary>
public enum ReceiveResult
{
    /// <summary>New: statistics and history have it, forward it.</summary>
    Accepted,

    /// <summary>Had arrived already: a bandwidth probe or a needless retransmission.</summary>
    Duplicate,

    /// <summary>So far behind that nobody can use it, and duplicates could not be told.</summary>
    TooOld,

    /// <summary>Far from all others (RFC 3550 appendix A.1); believed when its successor comes too.</summary>
    Implausible,
}
