namespace Treff.Rtc.Tests.Support;

/// <summary>
/// A network in virtual time: datagrams sent in one direction pass a bottleneck with its queue and arrive after a delay, or never, or out of
/// order, decided by a seed.
/// </summary>
internal sealed class LossyLink(SeededRandom random)
{
    /// <summary>UDP and IPv4 headers take their part of the rate.</summary>
    private const int HeaderBytes = 28;

    private readonly PriorityQueue<(byte[] Datagram, NetworkPath Path), (long Time, long Order)> _inFlight = new();
    private long _order;
    private double _freeAt;
    private long _lastArrival;
    private int _burstLeft;

    /// <summary>Probability that a datagram is lost behind the bottleneck, 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>Probability that a datagram begins a burst of <see cref="BurstLength"/> losses, 0 to 1.</summary>
    public double BurstLoss { get; set; }

    public int BurstLength { get; set; } = 10;

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Up to this much is added to each datagram's delay, so that later ones may overtake.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Jitter holds up what follows: nothing overtakes.</summary>
    public bool KeepsOrder { get; set; }

    /// <summary>Probability that a datagram arrives twice, 0 to 1.</summary>
    public double Duplication { get; set; }

    /// <summary>Of the bottleneck; 0 = unlimited.</summary>
    public double BitsPerSecond { get; set; }

    /// <summary>What would wait longer in front of the bottleneck is dropped.</summary>
    public TimeSpan QueueLimit { get; set; } = TimeSpan.FromMilliseconds(500);

    public long Sent { get; private set; }

    /// <summary>Bytes that passed the bottleneck, with headers.</summary>
    public long BytesPassed { get; private set; }

    public long DroppedByQueue { get; private set; }

    public Timestamp NextArrival => _inFlight.TryPeek(out _, out var priority) ? new(priority.Time) : Timestamp.Never;

    /// <summary>How long a datagram sent now would wait in front of the bottleneck.</summary>
    public TimeSpan Queue(Timestamp now) => TimeSpan.FromMicroseconds(Math.Max(0, _freeAt - now.Microseconds));

    public void Send(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        Sent++;
        if (!TryPassBottleneck(now, datagram.Length, out var leaves) || IsLost())
            return;
        Enqueue(leaves, datagram, path);
        if (random.Chance(Duplication))
            Enqueue(leaves, datagram, path);
    }

    public bool TryReceive(Timestamp now, out byte[] datagram, out NetworkPath path)
    {
        (datagram, path) = ([], default);
        if (NextArrival > now)
            return false;
        (datagram, path) = _inFlight.Dequeue();
        return true;
    }

    private bool TryPassBottleneck(Timestamp now, int length, out Timestamp leaves)
    {
        leaves = now;
        if (BitsPerSecond > 0)
        {
            if (Queue(now) > QueueLimit)
            {
                DroppedByQueue++;
                return false;
            }

            _freeAt = Math.Max(_freeAt, now.Microseconds) + ((length + HeaderBytes) * 8e6 / BitsPerSecond);
            leaves = new((long)_freeAt);
        }

        BytesPassed += length + HeaderBytes;
        return true;
    }

    private bool IsLost()
    {
        if (_burstLeft == 0 && BurstLoss > 0 && random.Chance(BurstLoss))
            _burstLeft = BurstLength;
        if (_burstLeft == 0)
            return random.Chance(Loss);
        _burstLeft--;
        return true;
    }

    private void Enqueue(Timestamp leaves, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        var jitter = Jitter == TimeSpan.Zero ? 0 : random.Next((int)(Jitter.Ticks / 10) + 1);
        var arrival = (leaves + Delay).Microseconds + jitter;
        if (KeepsOrder)
            arrival = Math.Max(arrival, _lastArrival);
        _lastArrival = arrival;
        _inFlight.Enqueue((datagram.ToArray(), path), (arrival, _order++));
    }
}
