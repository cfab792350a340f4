namespace Treff.Rtc.Sctp.Send;

/// <summary>Congestion control of the one path there is (RFC 9260 7.2): slow start, avoidance, fast recovery. Bytes throughout.</summary>
internal sealed class CongestionWindow(int mtu, int initialPackets, int maxSize)
{
    private int _partialBytesAcked;
    private long _recoveryEnd;

    public int Size { get; private set; } = mtu * initialPackets;

    public int SlowStartThreshold { get; private set; } = int.MaxValue;

    public bool InFastRecovery { get; private set; }

    public bool InSlowStart => Size <= SlowStartThreshold;

    /// <summary>A SACK has moved things on. <paramref name="wasFull"/>: the window was what held the sender back.</summary>
    public void OnAcked(int bytes, bool cumulativeAdvanced, bool wasFull, bool allAcked)
    {
        if (InFastRecovery || bytes == 0)
            return;
        if (InSlowStart)
        {
            if (wasFull && cumulativeAdvanced)
                Grow(Math.Min(bytes, mtu));
            return;
        }

        _partialBytesAcked += bytes;
        if (_partialBytesAcked >= Size && wasFull)
        {
            _partialBytesAcked -= Size;
            Grow(mtu);
        }

        _partialBytesAcked = Math.Min(_partialBytesAcked, Size);

        if (allAcked)
            _partialBytesAcked = 0;
    }

    /// <summary>Three missing reports: half the window, once per window of data. True when a recovery has begun.</summary>
    public bool OnLoss(long newestTsn)
    {
        if (InFastRecovery)
            return false;
        SlowStartThreshold = HalfWindow();
        Size = SlowStartThreshold;
        _partialBytesAcked = 0;
        _recoveryEnd = newestTsn;
        InFastRecovery = true;
        return true;
    }

    public void OnCumulativeAck(long tsn)
    {
        if (InFastRecovery && tsn >= _recoveryEnd)
            InFastRecovery = false;
    }

    /// <summary>The retransmission timer has expired: back to one packet.</summary>
    public void OnTimeout()
    {
        SlowStartThreshold = HalfWindow();
        Size = mtu;
        _partialBytesAcked = 0;
        InFastRecovery = false;
    }

    /// <summary>Nothing was sent for a while: what the window was worth then says little now (RFC 9260 7.2.1).</summary>
    public void OnIdle(long retransmissionTimeouts)
    {
        for (; retransmissionTimeouts > 0 && Size > 4 * mtu; retransmissionTimeouts--)
            Size = HalfWindow();
    }

    private int HalfWindow() => Math.Max(Size / 2, 4 * mtu);

    private void Grow(int bytes) => Size = Math.Min(Size + bytes, Math.Max(maxSize, Size));
}
