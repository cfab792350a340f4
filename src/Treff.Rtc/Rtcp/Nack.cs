using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Generic negative acknowledgement (RFC 4585 section 6.2.1): sequence numbers that did not arrive.</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|  FMT=1  |    PT=205     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                     SSRC of media source                      |
/// +-------------------------------+-------------------------------+
/// |      PID, a lost number       | BLP, bit i: PID + i + 1 lost  |  one or more times
/// +-------------------------------+-------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1
/// </remarks>
public readonly ref struct Nack
{
    private const byte Format = 1;
    private const int FixedLength = 12;
    private const int EntryLength = 4;

    private readonly ReadOnlySpan<byte> _entries;

    private Nack(uint senderSsrc, uint mediaSsrc, ReadOnlySpan<byte> entries)
    {
        SenderSsrc = senderSsrc;
        MediaSsrc = mediaSsrc;
        _entries = entries;
    }

    public uint SenderSsrc { get; }

    public uint MediaSsrc { get; }

    public static bool TryParse(in RtcpPacket packet, out Nack nack)
    {
        nack = default;
        if (!packet.IsFeedback(RtcpPacketType.TransportLayerFeedback, Format)) return false;
        var entries = packet.Body[8..];
        nack = new Nack(
            BinaryPrimitives.ReadUInt32BigEndian(packet.Body),
            BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..]),
            entries[..(entries.Length & ~3)]);
        return true;
    }

    /// <summary>All lost sequence numbers in wire order.</summary>
    public Enumerator GetEnumerator() => new(_entries);

    /// <summary>Copies the lost sequence numbers; those that do not fit are left out.</summary>
    public int CopyTo(Span<ushort> destination)
    {
        var count = 0;
        foreach (var sequenceNumber in this)
        {
            if (count == destination.Length) break;
            destination[count++] = sequenceNumber;
        }

        return count;
    }

    /// <summary>
    /// Packs ascending sequence numbers into as few entries as possible. False when there are none or they do not fit.
    /// </summary>
    public static bool TryWrite(
        Span<byte> destination, uint senderSsrc, uint mediaSsrc, ReadOnlySpan<ushort> sequenceNumbers, out int length)
    {
        length = 0;
        var offset = FixedLength;
        for (var i = 0; i < sequenceNumbers.Length;)
        {
            if (destination.Length < offset + EntryLength) return false;
            i += WriteEntry(destination[offset..], sequenceNumbers[i..]);
            offset += EntryLength;
        }

        if (offset == FixedLength) return false;
        RtcpPacket.WriteFeedbackHeader(destination, Format, RtcpPacketType.TransportLayerFeedback, offset, senderSsrc, mediaSsrc);
        length = offset;
        return true;
    }

    private static int WriteEntry(Span<byte> destination, ReadOnlySpan<ushort> sequenceNumbers)
    {
        var packetId = sequenceNumbers[0];
        var bitmask = 0;
        var taken = 1;
        for (; taken < sequenceNumbers.Length; taken++)
        {
            var distance = SequenceNumber.Distance(packetId, sequenceNumbers[taken]);
            if (distance is < 1 or > 16) break;
            bitmask |= 1 << (distance - 1);
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, packetId);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)bitmask);
        return taken;
    }

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ushort _packetId;
        private uint _bitmask;

        internal Enumerator(ReadOnlySpan<byte> entries) => _rest = entries;

        public ushort Current { get; private set; }

        public bool MoveNext()
        {
            if (_bitmask != 0)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(_bitmask);
                _bitmask &= _bitmask - 1;
                Current = (ushort)(_packetId + bit + 1);
                return true;
            }

            if (_rest.IsEmpty) return false;
            Current = _packetId = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _bitmask = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
            _rest = _rest[EntryLength..];
            return true;
        }
    }
}
