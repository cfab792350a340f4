namespace Treff.Rtc.Sctp;

/// <summary>Counters of one association since it was created.</summary>
public sealed class SctpStatistics
{
    private readonly long[] _drops = new long[Enum.GetValues<SctpDrop>().Length];

    public long PacketsReceived { get; internal set; }

    public long PacketsSent { get; internal set; }

    public long MessagesReceived { get; internal set; }

    public long MessagesSent { get; internal set; }

    /// <summary>DATA chunks sent again.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Times that three missing reports began a fast recovery.</summary>
    public long FastRetransmits { get; internal set; }

    /// <summary>Expirations of the retransmission timer.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Messages given up by partial reliability, before or after their first transmission.</summary>
    public long MessagesAbandoned { get; internal set; }

    public long Drops(SctpDrop reason) => _drops[(int)reason];

    internal void Count(SctpDrop reason) => _drops[(int)reason]++;
}
