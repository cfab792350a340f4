using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>Builds one packet in a caller's buffer: header, chunks one after the other, checksum at the end.</summary>
internal ref struct PacketWriter
{
    private readonly Span<byte> _buffer;

    public PacketWriter(Span<byte> buffer, ushort sourcePort, ushort destinationPort, uint verificationTag)
    {
        _buffer = buffer[..Padding.RoundDown(buffer.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[4..], verificationTag);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[8..], 0);
        Length = SctpPacket.HeaderLength;
    }

    public int Length { get; private set; }

    /// <summary>Room left for chunks, their headers included.</summary>
    public readonly int Remaining => _buffer.Length - Length;

    public readonly bool IsEmpty => Length == SctpPacket.HeaderLength;

    /// <summary>Adds a chunk and hands back its value to be filled. The caller has asked <see cref="Remaining"/> before.</summary>
    public Span<byte> AddChunk(ChunkType type, byte flags, int valueLength)
    {
        var length = RawChunk.HeaderLength + valueLength;
        var whole = _buffer.Slice(Length, Padding.RoundUp(length));
        whole[0] = (byte)type;
        whole[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(whole[2..], (ushort)length);
        whole[length..].Clear();
        Length += whole.Length;
        return whole[RawChunk.HeaderLength..length];
    }

    public void AddChunk(ChunkType type, scoped ReadOnlySpan<byte> value, byte flags = 0) => value.CopyTo(AddChunk(type, flags, value.Length));

    /// <summary>Copies a chunk that was built before.</summary>
    public void AddRaw(scoped ReadOnlySpan<byte> whole)
    {
        whole.CopyTo(_buffer[Length..]);
        var padded = Padding.RoundUp(whole.Length);
        _buffer[(Length + whole.Length)..(Length + padded)].Clear();
        Length += padded;
    }

    /// <summary>Fills in the checksum and returns the packet.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        var packet = _buffer[..Length];
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], Crc32c.OfPacket(packet));
        return packet;
    }
}
