using System.Buffers.Binary;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// How many bytes each packet of a receive batch is shorter than the longest one of its frame that came with it. Browsers cut a frame into
/// packets that differ by at most one byte, and the kernel cuts a message (UDP_SEGMENT) into datagrams of equal length: with that much RTP
/// padding all packets of a frame for one subscriber leave as one message.
/// </summary>
internal sealed class FramePadding
{
    /// <summary>Longer differences are no even division of a frame: padding would cost more than a message of its own.</summary>
    public const int MaxBytes = 4;

    private const int Places = 64;
    private const int MinHeaderLength = 12;

    private readonly Frame[] _frames = new Frame[Places];
    private int _batch;

    /// <summary>Looks at a batch before it is handled; the headers of RTP are readable without keys.</summary>
    public void Read(ReceiveBatch batch)
    {
        _batch++;
        for (var i = 0; i < batch.Count; i++)
        {
            var datagram = batch[i];
            if (!TryReadPayloadLength(datagram, out var length))
                continue;
            ref var frame = ref FrameOf(datagram);
            if (!frame.Is(_batch, datagram, batch.Path(i)))
                frame = new Frame(_batch, datagram, batch.Path(i));
            frame.Longest = Math.Max(frame.Longest, length);
        }
    }

    /// <summary>
    /// For a datagram of the batch that was read last. 0 for the last packet of a frame, which may be shorter, for what is no RTP and for
    /// packets that are padded already.
    /// </summary>
    public int For(ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        if (!TryReadPayloadLength(datagram, out var length) || (datagram[1] & 0x80) != 0)
            return 0;
        ref readonly var frame = ref FrameOf(datagram);
        var missing = frame.Longest - length;
        return frame.Is(_batch, datagram, path) && missing <= MaxBytes ? missing : 0;
    }

    /// <summary>Payload and tag: header extensions differ from packet to packet, and are not passed on as they came.</summary>
    private static bool TryReadPayloadLength(ReadOnlySpan<byte> datagram, out int length)
    {
        length = 0;
        // RFC 7983 and RFC 5761: version 2, no RTCP; without the padding bit, whose count is encrypted.
        if (datagram.Length < MinHeaderLength || (datagram[0] & 0xE0) != 0x80 || datagram[1] is >= 192 and <= 223)
            return false;
        var header = MinHeaderLength + (4 * (datagram[0] & 0x0F));
        if ((datagram[0] & 0x10) != 0)
        {
            if (datagram.Length < header + 4)
                return false;
            header += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(header + 2)..]));
        }

        length = datagram.Length - header;
        return length > 0;
    }

    /// <summary>Two frames that fall on one place take it from each other: their packets are sent as they are.</summary>
    private ref Frame FrameOf(ReadOnlySpan<byte> datagram)
    {
        var key = BinaryPrimitives.ReadUInt64BigEndian(datagram[4..]) * 0x9E37_79B9_7F4A_7C15;
        return ref _frames[(int)(key >> 58)];
    }

    private struct Frame(int batch, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        private readonly int _batch = batch;
        private readonly ulong _timestampAndSsrc = BinaryPrimitives.ReadUInt64BigEndian(datagram[4..]);
        private readonly NetworkPath _path = path;

        public int Longest;

        public readonly bool Is(int batch, ReadOnlySpan<byte> datagram, in NetworkPath path) =>
            _batch == batch && _timestampAndSsrc == BinaryPrimitives.ReadUInt64BigEndian(datagram[4..]) && _path == path;
    }
}
