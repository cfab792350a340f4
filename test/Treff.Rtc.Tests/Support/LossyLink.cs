namespace Treff.Rtc.Tests.Support;

/// <summary>
/// A network in virtual time: datagrams sent in one direction arrive after a delay, or never, or out of order, decided by a seed.
/// </summary>
internal sealed class LossyLink(SeededRandom random)
{
    private readonly PriorityQueue<(byte[] Datagram, NetworkPath Path), (long Time, long Order)> _inFlight = new();
    private long _order;

    /// <summary>Probability that a datagram is lost, 0 to 1.</summary>
    public double Loss { get; set; }

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Up to this much is added to each datagram's delay, so that later ones may overtake.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Probability that a datagram arrives twice, 0 to 1.</summary>
    public double Duplication { get; set; }

    public long Sent { get; private set; }

    public Timestamp NextArrival => _inFlight.TryPeek(out _, out var priority) ? new(priority.Time) : Timestamp.Never;

    public void Send(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        Sent++;
        if (random.Chance(Loss))
            return;
        Enqueue(now, datagram, path);
        if (random.Chance(Duplication))
            Enqueue(now, datagram, path);
    }

    public bool TryReceive(Timestamp now, out byte[] datagram, out NetworkPath path)
    {
        (datagram, path) = ([], default);
        if (NextArrival > now)
            return false;
        (datagram, path) = _inFlight.Dequeue();
        return true;
    }

    private void Enqueue(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        var jitter = Jitter == TimeSpan.Zero ? 0 : random.Next((int)(Jitter.Ticks / 10) + 1);
        _inFlight.Enqueue((datagram.ToArray(), path), ((now + Delay).Microseconds + jitter, _order++));
    }
}
