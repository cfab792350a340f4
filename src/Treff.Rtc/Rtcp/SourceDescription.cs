using System.Buffers.Binary;
using System.Text;

namespace Treff.Rtc.Rtcp;

/// <summary>Item types of a source description (RFC 3550 section 12.2, RFC 8843 section 16.2).</summary>
public enum SourceDescriptionItemType : byte
{
    End = 0,
    Cname = 1,
    Name = 2,
    Email = 3,
    Phone = 4,
    Location = 5,
    Tool = 6,
    Note = 7,
    Private = 8,
    RtpStreamId = 12,
    RepairedRtpStreamId = 13,
    Mid = 15,
}

/// <summary>Source description (RFC 3550 section 6.5), read item by item.</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|   SC    |    PT=202     |            length             |
/// +---+-+---------+---------------+-------------------------------+   SC times:
/// |                             SSRC                              |
/// +---------------+---------------+-------------------------------+
/// |   item type   |    length     | text …                        |   items, one zero byte, zeros up to 32 bits
/// +---------------+---------------+-------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.5
/// </remarks>
public readonly ref struct SourceDescription
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _chunks;

    private SourceDescription(ReadOnlySpan<byte> body, int chunks)
    {
        _body = body;
        _chunks = chunks;
    }

    public static bool TryParse(in RtcpPacket packet, out SourceDescription description)
    {
        description = default;
        if (packet.Type != RtcpPacketType.SourceDescription) return false;
        description = new SourceDescription(packet.Body, packet.Count);
        return true;
    }

    /// <summary>All items of all chunks; a truncated chunk or item ends the walk.</summary>
    public Enumerator GetEnumerator() => new(_body, _chunks);

    /// <summary>Writes one chunk with a CNAME and, when not empty, a MID. Texts beyond 255 bytes are refused.</summary>
    public static bool TryWrite(Span<byte> destination, uint ssrc, ReadOnlySpan<char> cname, ReadOnlySpan<char> mid, out int length)
    {
        length = 0;
        var cnameLength = Encoding.UTF8.GetByteCount(cname);
        var midLength = Encoding.UTF8.GetByteCount(mid);
        if (cnameLength > 255 || midLength > 255) return false;

        // SSRC, items, at least one zero byte to end the chunk, up to a word border.
        var items = 2 + cnameLength + (midLength == 0 ? 0 : 2 + midLength);
        var total = RtcpPacket.HeaderLength + 4 + ((items + 4) & ~3);
        if (destination.Length < total) return false;

        destination[..total].Clear();
        RtcpPacket.WriteHeader(destination, 1, RtcpPacketType.SourceDescription, total);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ssrc);
        var rest = WriteItem(destination[8..], SourceDescriptionItemType.Cname, cname, cnameLength);
        if (midLength > 0) WriteItem(rest, SourceDescriptionItemType.Mid, mid, midLength);
        length = total;
        return true;
    }

    private static Span<byte> WriteItem(Span<byte> destination, SourceDescriptionItemType type, ReadOnlySpan<char> text, int byteCount)
    {
        destination[0] = (byte)type;
        destination[1] = (byte)byteCount;
        Encoding.UTF8.GetBytes(text, destination[2..]);
        return destination[(2 + byteCount)..];
    }

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private int _chunks;
        private uint _ssrc;
        private int _used;
        private bool _inChunk;

        internal Enumerator(ReadOnlySpan<byte> body, int chunks)
        {
            _rest = body;
            _chunks = chunks;
        }

        public SourceDescriptionItem Current { get; private set; }

        public bool MoveNext()
        {
            while (_inChunk || TryEnterChunk())
            {
                if (TryReadItem(out var ended)) return true;
                if (!ended) return false;
            }

            return false;
        }

        private bool TryEnterChunk()
        {
            if (_chunks == 0 || _rest.Length < 4) return false;
            _chunks--;
            _ssrc = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            _rest = _rest[4..];
            _used = 0;
            _inChunk = true;
            return true;
        }

        private bool TryReadItem(out bool ended)
        {
            ended = false;
            if (_rest.IsEmpty) return false;
            if (_rest[0] == (byte)SourceDescriptionItemType.End)
            {
                ended = TryLeaveChunk();
                return false;
            }

            if (_rest.Length < 2 || _rest.Length < 2 + _rest[1]) return false;
            var length = 2 + _rest[1];
            Current = new SourceDescriptionItem(_ssrc, (SourceDescriptionItemType)_rest[0], _rest[2..length]);
            _rest = _rest[length..];
            _used += length;
            return true;
        }

        private bool TryLeaveChunk()
        {
            // The end marker and the padding up to the next word.
            var skip = 4 - (_used & 3);
            if (_rest.Length < skip) return false;
            _rest = _rest[skip..];
            _inChunk = false;
            return true;
        }
    }
}

/// <summary>One item: which source, which kind, its UTF-8 text.</summary>
public readonly ref struct SourceDescriptionItem(uint ssrc, SourceDescriptionItemType type, ReadOnlySpan<byte> text)
{
    public uint Ssrc { get; } = ssrc;

    public SourceDescriptionItemType Type { get; } = type;

    public ReadOnlySpan<byte> Text { get; } = text;
}
