using System.Buffers;
using Treff.Rtc.Ice;
using Treff.Rtc.Turn;

namespace Treff.Sfu.Tcp;

/// <summary>Finds the datagrams in what came over a connection.</summary>
internal static class StreamFrames
{
    public enum Result
    {
        /// <summary>The next frame is not complete yet.</summary>
        Incomplete,

        Complete,

        /// <summary>Too long, or nothing that this kind of connection carries.</summary>
        Malformed,
    }

    /// <summary>The first frame; the datagram is what remains without the header, for TURN the whole frame.</summary>
    public static Result TryRead(in ReadOnlySequence<byte> buffer, MediaStreamKind kind, int maxDatagram, out ReadOnlySequence<byte> datagram)
    {
        datagram = default;
        var headerLength = kind == MediaStreamKind.Ice ? IceTcpFrame.HeaderLength : TurnStreamFrame.HeaderLength;
        if (buffer.Length < headerLength)
            return Result.Incomplete;
        Span<byte> header = stackalloc byte[TurnStreamFrame.HeaderLength];
        buffer.Slice(0, headerLength).CopyTo(header);
        if (!TryReadLength(header, kind, out var offset, out var length) || length > maxDatagram)
            return Result.Malformed;
        if (buffer.Length < offset + length)
            return Result.Incomplete;
        datagram = buffer.Slice(offset, length);
        return Result.Complete;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> header, MediaStreamKind kind, out int offset, out int length)
    {
        if (kind == MediaStreamKind.Turn)
        {
            offset = 0;
            return TurnStreamFrame.TryReadLength(header, out length);
        }

        offset = IceTcpFrame.HeaderLength;
        length = IceTcpFrame.ReadDatagramLength(header);
        return true;
    }
}
