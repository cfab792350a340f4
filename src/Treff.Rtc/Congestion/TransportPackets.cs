namespace Treff.Rtc.Congestion;

/// <summary>
/// What was sent under which transport-wide number, until the feedback about it has come: a ring, so that nothing is allocated per packet.
/// It starts small and doubles while packets of the last seconds would be overwritten.
/// </summary>
internal sealed class TransportPackets
{
    /// <summary>A 2 Mbit/s subscriber with a round trip of 300 ms has about 100 packets under way.</summary>
    private const int FirstCapacity = 512;

    /// <summary>20 Mbit/s for four seconds; half the numbers at most, or old and new could not be told apart.</summary>
    private const int MaxCapacity = 8192;

    private static readonly TimeSpan WorthKeeping = TimeSpan.FromSeconds(2);

    private TransportPacket[] _packets = [];

    /// <summary>The number of the next packet, extended beyond 16 bits.</summary>
    public long Next { get; private set; }

    public ref TransportPacket this[long number] => ref _packets[number & (_packets.Length - 1)];

    public void Add(Timestamp now, int bytes)
    {
        if (_packets.Length == 0)
            _packets = new TransportPacket[FirstCapacity];
        else if (WouldForget(now))
            Grow();
        this[Next++] = new TransportPacket(now.Microseconds, bytes);
    }

    /// <summary>Feedback may name anything: false for what was never sent or is forgotten.</summary>
    public bool TryFind(ushort sequenceNumber, out long number)
    {
        number = SequenceNumber.Extend(Next, sequenceNumber);
        return number >= 0 && number < Next && number >= Next - _packets.Length;
    }

    private bool WouldForget(Timestamp now)
    {
        if (_packets.Length == MaxCapacity || Next < _packets.Length)
            return false;
        ref readonly var oldest = ref this[Next];
        return oldest.Fate == TransportPacketFate.Unknown && now.Microseconds - oldest.SentAt < WorthKeeping.Ticks / 10;
    }

    private void Grow()
    {
        var old = _packets;
        _packets = new TransportPacket[old.Length * 2];
        for (var number = Next - old.Length; number < Next; number++)
            this[number] = old[number & (old.Length - 1)];
    }
}

internal enum TransportPacketFate : byte
{
    /// <summary>No feedback so far.</summary>
    Unknown,

    /// <summary>Reported as not arrived; it may still come.</summary>
    Missing,

    Received,
}

/// <summary>One packet that carried a transport-wide number.</summary>
/// <param name="SentAt">In microseconds of <see cref="Timestamp"/>.</param>
/// <param name="Bytes">The whole SRTP packet.</param>
internal record struct TransportPacket(long SentAt, int Bytes)
{
    public TransportPacketFate Fate { get; set; }
}
