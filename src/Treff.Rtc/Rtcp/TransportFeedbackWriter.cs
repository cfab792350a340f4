using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>
/// Writes one transport-wide feedback message: arrivals are added in order of their numbers, then <see cref="Finish"/> packs the
/// statuses into chunks. See <see cref="TransportFeedback"/> for the format.
/// </summary>
public ref struct TransportFeedbackWriter
{
    /// <summary>Fits one datagram on every path.</summary>
    private const int MaxLength = 1_200;

    private const int MaxRun = 0x1FFF;
    private const int OneBitSymbols = 14;
    private const int TwoBitSymbols = 7;

    private readonly Span<byte> _destination;
    private readonly ushort _base;
    private StatusBuffer _statuses;
    private DeltaBuffer _deltas;
    private int _statusCount;
    private int _deltaLength;
    private int _received;
    private long _referenceUnits;
    private long _lastTicks;

    public TransportFeedbackWriter(Span<byte> destination, ushort baseSequenceNumber)
    {
        _destination = destination.Length > MaxLength ? destination[..MaxLength] : destination;
        _base = baseSequenceNumber;
    }

    /// <summary>Adds the next number's arrival: a time or <paramref name="missing"/>.</summary>
    /// <returns>False when the message is full or the time is too far from the one before: finish and start another message here.</returns>
    public bool TryAdd(long microseconds, long missing)
    {
        if (_statusCount == StatusBuffer.Length) return false;
        if (microseconds == missing)
        {
            if (!HasRoom(0)) return false;
            _statuses[_statusCount++] = TransportFeedback.NotReceived;
            return true;
        }

        var ticks = FloorDivide(microseconds + (TransportFeedback.DeltaMicroseconds / 2), TransportFeedback.DeltaMicroseconds);
        if (_received == 0)
        {
            _referenceUnits = FloorDivide(ticks, TransportFeedback.TicksPerReferenceUnit);
            _lastTicks = _referenceUnits * TransportFeedback.TicksPerReferenceUnit;
        }

        var delta = ticks - _lastTicks;
        if (delta is < short.MinValue or > short.MaxValue) return false;
        var isSmall = delta is >= 0 and <= byte.MaxValue;
        if (!HasRoom(isSmall ? 1 : 2)) return false;

        AppendDelta((int)delta, isSmall);
        _statuses[_statusCount++] = isSmall ? TransportFeedback.SmallDelta : TransportFeedback.LargeDelta;
        _lastTicks = ticks;
        _received++;
        return true;
    }

    /// <summary>Completes the message and returns its length; 0 when nothing was received or nothing fits.</summary>
    public int Finish(uint senderSsrc, uint mediaSsrc, byte feedbackCount)
    {
        if (_received == 0) return 0;

        var offset = TransportFeedback.FixedLength;
        for (var i = 0; i < _statusCount;)
        {
            var chunk = NextChunk(((ReadOnlySpan<byte>)_statuses)[i.._statusCount], out var covered);
            BinaryPrimitives.WriteUInt16BigEndian(_destination[offset..], chunk);
            offset += 2;
            i += covered;
        }

        ((ReadOnlySpan<byte>)_deltas)[.._deltaLength].CopyTo(_destination[offset..]);
        offset = Pad(offset + _deltaLength, out var isPadded);
        RtcpPacket.WriteFeedbackHeader(
            _destination, TransportFeedback.Format, RtcpPacketType.TransportLayerFeedback, offset, senderSsrc, mediaSsrc);
        if (isPadded) _destination[0] |= 0x20;
        BinaryPrimitives.WriteUInt16BigEndian(_destination[12..], _base);
        BinaryPrimitives.WriteUInt16BigEndian(_destination[14..], (ushort)_statusCount);
        BinaryPrimitives.WriteUInt32BigEndian(_destination[16..], ((uint)_referenceUnits << 8) | feedbackCount);
        return offset;
    }

    // The chunks are chosen at the end; seven statuses in two bytes is the worst they can take, besides one byte-pair for the rest.
    private readonly bool HasRoom(int deltaBytes) =>
        TransportFeedback.FixedLength + (2 * ((_statusCount / TwoBitSymbols) + 2)) + _deltaLength + deltaBytes + 3 <= _destination.Length;

    private void AppendDelta(int delta, bool isSmall)
    {
        if (!isSmall) _deltas[_deltaLength++] = (byte)(delta >> 8);
        _deltas[_deltaLength++] = (byte)delta;
    }

    private readonly int Pad(int length, out bool isPadded)
    {
        var padding = -length & 3;
        isPadded = padding != 0;
        if (!isPadded) return length;
        _destination.Slice(length, padding).Clear();
        _destination[length + padding - 1] = (byte)padding;
        return length + padding;
    }

    private static ushort NextChunk(ReadOnlySpan<byte> statuses, out int covered)
    {
        var run = RunLength(statuses);
        var window = statuses[..Math.Min(OneBitSymbols, statuses.Length)];
        var oneBit = !window.Contains(TransportFeedback.LargeDelta);
        if (run == statuses.Length || run >= (oneBit ? OneBitSymbols : TwoBitSymbols))
        {
            covered = run;
            return (ushort)((statuses[0] << 13) | run);
        }

        covered = oneBit ? window.Length : Math.Min(TwoBitSymbols, statuses.Length);
        var chunk = oneBit ? 0x8000 : 0xC000;
        for (var i = 0; i < covered; i++)
            chunk |= statuses[i] << (oneBit ? OneBitSymbols - 1 - i : 2 * (TwoBitSymbols - 1 - i));
        return (ushort)chunk;
    }

    private static int RunLength(ReadOnlySpan<byte> statuses)
    {
        var end = statuses.IndexOfAnyExcept(statuses[0]);
        return Math.Min(end < 0 ? statuses.Length : end, MaxRun);
    }

    private static long FloorDivide(long value, long divisor)
    {
        var quotient = Math.DivRem(value, divisor, out var rest);
        return rest < 0 ? quotient - 1 : quotient;
    }

    // Statuses beyond this do not fit 1,200 bytes anyway.
    [System.Runtime.CompilerServices.InlineArray(Length)]
    private struct StatusBuffer
    {
        public const int Length = 4_096;
        private byte _first;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxLength)]
    private struct DeltaBuffer
    {
        private byte _first;
    }
}
