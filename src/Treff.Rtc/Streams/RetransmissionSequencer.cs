using Treff.Rtc.Rtp;

namespace Treff.Rtc.Streams;

/// <summary>
/// Remembers what was sent under which outgoing sequence number, so that a NACK finds the source packet and its rewritten numbers
/// again. Answers the same number at most three times, not again before the last answer can have arrived, and not when it is too old to be
/// played; over all no more than one packet for every two that were sent.
/// </summary>
public sealed class RetransmissionSequencer
{
    /// <summary>A packet that did not arrive three times will not arrive: the receiver needs a key frame.</summary>
    public const int MaxAnswers = 3;

    /// <summary>Receivers play what is up to a second old; with a round trip and a few tries that is all that can still be of use.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    // A receiver that asks for everything costs half as much again and no more; a burst of loss is repaired at once.
    private const int MaxCredit = 400;
    private const int CreditPerPacket = 1;
    private const int CostOfAnswer = 2;

    private static readonly TimeSpan MaxQuietTime = TimeSpan.FromMilliseconds(100);

    private readonly Slot[] _slots;
    private int _credit = MaxCredit;

    /// <summary>Remembers <paramref name="capacity"/> packets, rounded up to a power of two; receivers ask for those of the last second or so.</summary>
    public RetransmissionSequencer(int capacity = 512)
    {
        var size = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(capacity, 16, 8192));
        _slots = new Slot[size];
    }

    /// <summary>A packet was sent under <paramref name="outgoingSequenceNumber"/>.</summary>
    public void Add(Timestamp now, ushort outgoingSequenceNumber, in SentPacket packet)
    {
        ref var slot = ref SlotOf(outgoingSequenceNumber);
        slot.Packet = packet;
        slot.SequenceNumber = outgoingSequenceNumber;
        slot.FirstSent = now;
        slot.LastSent = now;
        slot.Answers = 0;
        _credit = Math.Min(_credit + CreditPerPacket, MaxCredit);
    }

    /// <summary>
    /// What to send again for a number the receiver misses. Saying yes counts as an answer. <paramref name="roundTripTime"/> is null before
    /// it is known.
    /// </summary>
    public bool TryAnswer(Timestamp now, ushort outgoingSequenceNumber, TimeSpan? roundTripTime, out SentPacket packet)
    {
        packet = default;
        ref var slot = ref SlotOf(outgoingSequenceNumber);
        if (slot.Packet.Source is null || slot.SequenceNumber != outgoingSequenceNumber || slot.Answers >= MaxAnswers) return false;
        if (slot.Answers > 0 && now - slot.LastSent < QuietTime(roundTripTime)) return false;
        if (now - slot.FirstSent > MaxAge || _credit < CostOfAnswer) return false;

        _credit -= CostOfAnswer;
        slot.Answers++;
        slot.LastSent = now;
        packet = slot.Packet;
        return true;
    }

    /// <summary>Forgets everything, for instance when the source stream ends.</summary>
    public void Clear() => Array.Clear(_slots);

    private static TimeSpan QuietTime(TimeSpan? roundTripTime) =>
        roundTripTime is { } rtt && rtt * 2 < MaxQuietTime ? rtt * 2 : MaxQuietTime;

    private ref Slot SlotOf(ushort sequenceNumber) => ref _slots[sequenceNumber & (_slots.Length - 1)];

    private struct Slot
    {
        public SentPacket Packet;
        public Timestamp FirstSent;
        public Timestamp LastSent;
        public ushort SequenceNumber;
        public byte Answers;
    }
}

/// <summary>Where an outgoing packet came from and which numbers it was given.</summary>
/// <param name="Source">Whose history holds the packet.</param>
/// <param name="SourceSequenceNumber">Its number there.</param>
/// <param name="Timestamp">The outgoing RTP timestamp.</param>
/// <param name="Marker">The outgoing marker bit.</param>
/// <param name="Vp8">The rewritten numbers, null for other codecs.</param>
/// <param name="Padding">The bytes of padding it was sent with.</param>
public readonly record struct SentPacket(
    ReceiveStream Source, ushort SourceSequenceNumber, uint Timestamp, bool Marker, Vp8Rewrite? Vp8, byte Padding = 0);
