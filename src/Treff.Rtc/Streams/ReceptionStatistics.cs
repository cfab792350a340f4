namespace Treff.Rtc.Streams;

/// <summary>Loss and jitter of one source (RFC 3550 appendices A.3 and A.8).</summary>
/// <remarks>
/// Deviation: duplicates and retransmissions are not counted as received. The report then tells the loss of the path, which is what
/// the sender's bandwidth estimation wants to know.
/// </remarks>
internal sealed class ReceptionStatistics(int clockRate)
{
    private long _base;
    private long _received;
    private long _lostBeforeRestart;
    private long _expectedAtLastReport;
    private long _receivedAtLastReport;
    private long _lastTransit;
    private uint _lastTimestamp;
    private bool _hasTransit;
    private int _jitterTimes16;

    /// <summary>In ticks of the RTP clock.</summary>
    public int JitterTicks => _jitterTimes16 >> 4;

    /// <summary>The stream (re)starts at <paramref name="number"/>.</summary>
    public void Restart(long number)
    {
        _lostBeforeRestart += _expectedAtLastReport - _receivedAtLastReport;
        _base = number;
        _received = 0;
        _expectedAtLastReport = 0;
        _receivedAtLastReport = 0;
        _hasTransit = false;
    }

    public void OnPacket(Timestamp now, long number, uint timestamp, bool isNewest)
    {
        _received++;

        // The very first packets may be out of order.
        if (number < _base) _base = number;

        // The packets of one video frame leave together: only the first of each tells about the path. Late ones tell nothing.
        if (!isNewest || (_hasTransit && timestamp == _lastTimestamp)) return;
        UpdateJitter(now, timestamp);
    }

    public long CumulativeLost(long highest) => highest < 0 ? 0 : _lostBeforeRestart + Expected(highest) - _received;

    /// <summary>Loss since the last call in 1/256; false when no packet came since.</summary>
    public bool TryTakeInterval(long highest, out byte fractionLost)
    {
        fractionLost = 0;
        var received = _received - _receivedAtLastReport;
        if (received == 0) return false;

        var expected = Expected(highest) - _expectedAtLastReport;
        _expectedAtLastReport += expected;
        _receivedAtLastReport = _received;
        var lost = expected - received;
        if (expected > 0 && lost > 0) fractionLost = (byte)Math.Min(255, (lost << 8) / expected);
        return true;
    }

    private long Expected(long highest) => highest - _base + 1;

    private void UpdateJitter(Timestamp now, uint timestamp)
    {
        var arrival = (long)((Int128)now.Microseconds * clockRate / 1_000_000);
        var transit = _hasTransit ? SequenceNumber.Extend(arrival - _lastTransit, timestamp) : timestamp;
        transit = arrival - transit;
        if (_hasTransit)
        {
            // A jump of the sender's clock is not jitter: clamped to ten seconds so that it fades.
            var difference = (int)Math.Min(Math.Abs(transit - _lastTransit), clockRate * 10L);
            _jitterTimes16 += difference - ((_jitterTimes16 + 8) >> 4);
        }

        _lastTransit = transit;
        _lastTimestamp = timestamp;
        _hasTransit = true;
    }
}
