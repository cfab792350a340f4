using System.Buffers;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Receive;

/// <summary>One DATA chunk that is part of a longer message, in a rented buffer.</summary>
internal sealed class Fragment(DataHeader header, byte[] buffer, int length)
{
    public DataHeader Header { get; } = header;

    public byte[] Buffer { get; } = buffer;

    public int Length { get; } = length;

    public Fragment? Next { get; set; }

    /// <summary>Fragments of one message agree in everything but TSN, flags of position and payload.</summary>
    public bool BelongsWith(in DataHeader other) =>
        Header.StreamId == other.StreamId
        && (Header.Flags & DataFlags.Unordered) == (other.Flags & DataFlags.Unordered)
        && ((Header.Flags & DataFlags.Unordered) != DataFlags.None || Header.Ssn == other.Ssn);
}

/// <summary>
/// Fragments of one message with consecutive TSNs. The TSNs of a message are consecutive (RFC 9260 6.9), so ordered and unordered
/// messages are put together alike: a run that begins with B and ends with E is a message.
/// </summary>
internal sealed class FragmentRun(long tsn, Fragment fragment)
{
    private readonly Fragment _head = fragment;
    private Fragment _tail = fragment;

    public long First { get; } = tsn;

    public long Last { get; private set; } = tsn;

    public int Bytes { get; private set; } = fragment.Length;

    public int Count => (int)(Last - First + 1);

    public DataHeader Header => _head.Header;

    public bool IsComplete => HasBeginning && HasEnd;

    private bool HasBeginning => (_head.Header.Flags & DataFlags.Beginning) != DataFlags.None;

    private bool HasEnd => (_tail.Header.Flags & DataFlags.End) != DataFlags.None;

    /// <summary>True when <paramref name="next"/> continues the message of this run.</summary>
    public bool IsContinuedBy(FragmentRun next) =>
        Last + 1 == next.First && !HasEnd && !next.HasBeginning && _head.BelongsWith(next.Header);

    public void Append(FragmentRun next)
    {
        _tail.Next = next._head;
        _tail = next._tail;
        Last = next.Last;
        Bytes += next.Bytes;
    }

    public ReceivedMessage ToMessage()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Bytes);
        var length = 0;
        for (var part = _head; part is not null; part = part.Next)
        {
            part.Buffer.AsSpan(0, part.Length).CopyTo(buffer.AsSpan(length));
            length += part.Length;
        }

        return new ReceivedMessage(Header.StreamId, Header.PayloadProtocol, buffer, length);
    }

    /// <summary>Gives the fragments' buffers back. The run is of no use afterwards.</summary>
    public void Return()
    {
        for (var part = _head; part is not null; part = part.Next)
            ArrayPool<byte>.Shared.Return(part.Buffer);
    }
}
