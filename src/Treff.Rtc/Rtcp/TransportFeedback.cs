using System.Buffers.Binary;
using System.Numerics;

namespace Treff.Rtc.Rtcp;

/// <summary>
/// Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1): which packets of a
/// whole transport arrived, and when.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P| FMT=15  |    PT=205     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                     SSRC of media source                      |
/// +-------------------------------+-------------------------------+
/// |     base sequence number      |     packet status count       |
/// +-------------------------------+---------------+---------------+
/// |         reference time (64 ms, signed)        | feedback count|
/// +-------------------------------+---------------+---------------+
/// |          chunks, 16 bits each, until all statuses are said    |
/// +---------------------------------------------------------------+
/// |   deltas of 250 µs: one byte (small) or two signed (large)    |
/// +---------------------------------------------------------------+
///
/// run length         one-bit vector      two-bit vector
/// |0|SS|   length |  |1|0| 14 statuses|  |1|1| 7 statuses of 2 bits |
/// </code>
/// https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-3.1
/// </remarks>
public readonly ref struct TransportFeedback
{
    internal const byte Format = 15;
    internal const int FixedLength = 20;
    internal const byte NotReceived = 0;
    internal const byte SmallDelta = 1;
    internal const byte LargeDelta = 2;
    internal const int DeltaMicroseconds = 250;
    internal const int TicksPerReferenceUnit = 256;

    private const int FixedBodyLength = 16;
    private const int ReferenceMicroseconds = 64_000;

    private readonly ReadOnlySpan<byte> _chunks;
    private readonly ReadOnlySpan<byte> _deltas;

    private TransportFeedback(ReadOnlySpan<byte> body, int chunkBytes)
    {
        SenderSsrc = BinaryPrimitives.ReadUInt32BigEndian(body);
        MediaSsrc = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        BaseSequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(body[8..]);
        StatusCount = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        ReferenceTime = BinaryPrimitives.ReadInt32BigEndian(body[12..]) >> 8;
        FeedbackCount = body[15];
        _chunks = body.Slice(FixedBodyLength, chunkBytes);
        _deltas = body[(FixedBodyLength + chunkBytes)..];
    }

    public uint SenderSsrc { get; }

    public uint MediaSsrc { get; }

    /// <summary>Transport-wide number of the first status.</summary>
    public ushort BaseSequenceNumber { get; }

    /// <summary>Statuses in this message, received or not.</summary>
    public int StatusCount { get; }

    /// <summary>In units of 64 ms on the receiver's clock, 24 bits signed: wraps after 12 days.</summary>
    public int ReferenceTime { get; }

    /// <summary>Counts messages; a gap is a lost message.</summary>
    public byte FeedbackCount { get; }

    public static bool TryParse(in RtcpPacket packet, out TransportFeedback feedback)
    {
        feedback = default;
        var body = packet.Body;
        if (!packet.IsFeedback(RtcpPacketType.TransportLayerFeedback, Format) || body.Length < FixedBodyLength) return false;

        var statusCount = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        if (statusCount == 0 || !TryMeasure(body[FixedBodyLength..], statusCount, out var chunkBytes, out var deltaBytes)) return false;
        if (body.Length < FixedBodyLength + chunkBytes + deltaBytes) return false;

        feedback = new TransportFeedback(body, chunkBytes);
        return true;
    }

    /// <summary>All statuses in order of their numbers.</summary>
    public Enumerator GetEnumerator() => new(this);

    private static bool TryMeasure(ReadOnlySpan<byte> chunks, int statusCount, out int chunkBytes, out int deltaBytes)
    {
        chunkBytes = 0;
        deltaBytes = 0;
        while (statusCount > 0)
        {
            if (chunks.Length < chunkBytes + 2) return false;
            var chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(chunks[chunkBytes..]));
            chunkBytes += 2;
            var count = Math.Min(chunk.Count, statusCount);
            statusCount -= count;
            deltaBytes += chunk.DeltaBytes(count);
        }

        return true;
    }

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _chunks;
        private readonly ReadOnlySpan<byte> _deltas;
        private StatusChunk _chunk;
        private int _chunkOffset;
        private int _inChunk;
        private int _deltaOffset;
        private int _remaining;
        private ushort _next;
        private long _microseconds;

        internal Enumerator(TransportFeedback feedback)
        {
            _chunks = feedback._chunks;
            _deltas = feedback._deltas;
            _remaining = feedback.StatusCount;
            _next = feedback.BaseSequenceNumber;
            _microseconds = (long)feedback.ReferenceTime * ReferenceMicroseconds;
        }

        public TransportFeedbackStatus Current { get; private set; }

        public bool MoveNext()
        {
            if (_remaining == 0) return false;
            while (_inChunk == _chunk.Count)
            {
                if (_chunkOffset == _chunks.Length) return false;
                _chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(_chunks[_chunkOffset..]));
                _chunkOffset += 2;
                _inChunk = 0;
            }

            _remaining--;
            var status = _chunk[_inChunk++];
            _microseconds += DeltaMicroseconds * ReadDelta(status);
            Current = new TransportFeedbackStatus(_next++, status is SmallDelta or LargeDelta, _microseconds);
            return true;
        }

        private long ReadDelta(int status)
        {
            switch (status)
            {
                case SmallDelta:
                    return _deltas[_deltaOffset++];
                case LargeDelta:
                    _deltaOffset += 2;
                    return BinaryPrimitives.ReadInt16BigEndian(_deltas[(_deltaOffset - 2)..]);
                default:
                    return 0;
            }
        }
    }

    /// <summary>One packet status chunk; the default value holds no status.</summary>
    private readonly struct StatusChunk(ushort value)
    {
        public int Count => (value >> 14) switch
        {
            2 => 14,
            3 => 7,
            _ => value & 0x1FFF,
        };

        public int this[int index] => (value >> 14) switch
        {
            2 => (value >> (13 - index)) & 1,
            3 => (value >> (2 * (6 - index))) & 3,
            _ => value >> 13,
        };

        public int DeltaBytes(int count) => (value >> 14) switch
        {
            2 => BitOperations.PopCount((uint)(value & 0x3FFF) >> (14 - count)),
            3 => TwoBitDeltaBytes(count),
            _ => DeltaBytesOf(value >> 13) * count,
        };

        private int TwoBitDeltaBytes(int count)
        {
            var bytes = 0;
            for (var i = 0; i < count; i++) bytes += DeltaBytesOf(this[i]);
            return bytes;
        }

        // Status 3 is reserved and has no delta.
        private static int DeltaBytesOf(int status) => status is SmallDelta or LargeDelta ? status : 0;
    }
}

/// <summary>The fate of one packet.</summary>
/// <param name="SequenceNumber">Transport-wide.</param>
/// <param name="IsReceived">False: not arrived when the feedback was written; it may be reported again.</param>
/// <param name="ArrivalMicroseconds">On the receiver's clock, in steps of 250 µs; without meaning when not received.</param>
public readonly record struct TransportFeedbackStatus(ushort SequenceNumber, bool IsReceived, long ArrivalMicroseconds);
