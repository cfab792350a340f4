using System.Buffers;
using System.Buffers.Binary;
using Treff.Sfu.Tcp;

namespace Treff.Sfu.Tests.Tcp;

/// <summary>Frames as clients send them over TCP.</summary>
internal static class StreamSamples
{
    /// <summary>Four frames in a row, the last of them a single byte where the framing allows it.</summary>
    public static (byte[] Bytes, List<string> Datagrams) Stream(MediaStreamKind kind)
    {
        byte[][] frames = [Frame(kind, 20), Frame(kind, 24), Frame(kind, 4), Frame(kind, kind == MediaStreamKind.Ice ? 1 : 4)];
        var header = kind == MediaStreamKind.Ice ? 2 : 0;
        return ([.. frames.SelectMany(frame => frame)], [.. frames.Select(frame => Convert.ToHexString(frame.AsSpan(header)))]);
    }

    /// <summary>A datagram of so many bytes in its frame. For TURN: ChannelData below the length of a STUN header, else a STUN message.</summary>
    public static byte[] Frame(MediaStreamKind kind, int length)
    {
        var datagram = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray();
        if (kind == MediaStreamKind.Ice)
        {
            var frame = new byte[length + 2];
            BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)length);
            datagram.CopyTo(frame, 2);
            return frame;
        }

        var isMessage = length >= 20;
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)(isMessage ? 0x0003 : 0x4000));
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)(length - (isMessage ? 20 : 4)));
        return datagram;
    }

    /// <summary>The bytes in three segments, as a pipe may hold them.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int first, int second)
    {
        var head = new Segment(bytes.AsMemory(0, first), null);
        var middle = new Segment(bytes.AsMemory(first, second - first), head);
        var tail = new Segment(bytes.AsMemory(second), middle);
        return new ReadOnlySequence<byte>(head, 0, tail, tail.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
