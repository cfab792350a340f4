namespace Treff.Rtc.Congestion;

/// <summary>
/// Spreads what would leave as one burst: a key frame of twenty packets would fill a small queue on the path and push audio out of it.
/// Packets leave at once while there is budget; then retransmissions wait, and media behind them. Audio never waits. What has waited too
/// long is given up.
/// </summary>
internal sealed class Pacer : IDisposable
{
    /// <summary>libwebrtc's factor: an ordinary frame has left before the next one comes.</summary>
    private const double Factor = 2.5;

    /// <summary>A key frame of a small picture has to get through whatever the estimate says.</summary>
    private const double MinBitsPerSecond = 300_000;

    /// <summary>While a queue stands on the path nothing may add to it.</summary>
    private const double CongestedFactor = 1;
    private const double CongestedMinBitsPerSecond = 100_000;

    /// <summary>Older media is behind the picture; its receiver asks for what it still needs, or for a key frame.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(600);

    /// <summary>By then the receiver has asked again.</summary>
    private static readonly TimeSpan MaxRetransmissionWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the queue is looked at.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>This much time of the pacing rate may leave at once: ordinary frames pass without a copy.</summary>
    private const double BurstSeconds = 0.01;
    private const int MinBurstBytes = 4 * 1_200;

    private readonly PacketQueue _retransmissions = new();
    private readonly PacketQueue _media = new();
    private double _bytesPerSecond;
    private double _debt;
    private Timestamp _updatedAt = Timestamp.Zero;

    public bool IsEmpty => _retransmissions.IsEmpty && _media.IsEmpty;

    public int QueuedPackets => _retransmissions.Count + _media.Count;

    /// <summary>Packets that were given up so far because they had waited too long.</summary>
    public long Expired { get; private set; }

    public Timestamp NextTimeout => IsEmpty ? Timestamp.Never : _updatedAt + Step;

    /// <summary>Without a call nothing is paced.</summary>
    /// <param name="targetBitsPerSecond">For everything together, retransmissions too.</param>
    public void SetRate(double targetBitsPerSecond, bool isCongested)
    {
        var bitsPerSecond = isCongested
            ? Math.Max(targetBitsPerSecond * CongestedFactor, CongestedMinBitsPerSecond)
            : Math.Max(targetBitsPerSecond * Factor, MinBitsPerSecond);
        _bytesPerSecond = bitsPerSecond / 8;
    }

    /// <summary>True when a packet may leave at once, ahead of nothing that waits.</summary>
    public bool MayPass(Timestamp now, bool isRetransmission)
    {
        if (!_retransmissions.IsEmpty || (!isRetransmission && !_media.IsEmpty))
            return false;
        return HasBudget(now);
    }

    /// <summary>Everything that leaves takes from the budget, audio and padding too.</summary>
    public void OnSent(int bytes) => _debt += bytes;

    /// <summary>False when too much waits already: the packet is given up.</summary>
    public bool TryQueue(in QueuedPacket packet, ReadOnlySpan<byte> header, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body) =>
        (packet.IsRetransmission ? _retransmissions : _media).TryAdd(packet, header, prefix, body);

    /// <summary>The next packet whose turn it is. The span is valid until the next call.</summary>
    public bool TryTake(Timestamp now, out ReadOnlySpan<byte> bytes, out QueuedPacket packet)
    {
        bytes = default;
        packet = default;
        Expired += _retransmissions.DropBefore(now - MaxRetransmissionWait) + _media.DropBefore(now - MaxWait);
        if (IsEmpty || !HasBudget(now))
            return false;
        bytes = (_retransmissions.IsEmpty ? _media : _retransmissions).Take(out packet);
        return true;
    }

    /// <summary>After everything whose turn it was: an empty queue gives its memory back.</summary>
    public void Trim()
    {
        _retransmissions.Trim();
        _media.Trim();
    }

    public void Dispose()
    {
        _retransmissions.Dispose();
        _media.Dispose();
    }

    private bool HasBudget(Timestamp now)
    {
        if (_bytesPerSecond == 0)
            return true;
        _debt = Math.Max(0, _debt - (_bytesPerSecond * Math.Max(0, (now - _updatedAt).TotalSeconds)));
        _updatedAt = now;
        return _debt < Math.Max(_bytesPerSecond * BurstSeconds, MinBurstBytes);
    }
}
