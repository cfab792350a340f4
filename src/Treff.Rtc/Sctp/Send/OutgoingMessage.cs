using System.Buffers;

namespace Treff.Rtc.Sctp.Send;

/// <summary>How one message is sent.</summary>
/// <param name="IsUnordered">May overtake others of its stream.</param>
/// <param name="MaxRetransmissions">Retransmissions of a fragment until the message is given up; −1 for as often as it takes.</param>
/// <param name="ExpiresAt">When the message is given up; <see cref="Timestamp.Never"/> for a reliable one.</param>
internal readonly record struct Reliability(bool IsUnordered, int MaxRetransmissions, Timestamp ExpiresAt)
{
    public const int Unlimited = -1;

    public bool IsLimited => MaxRetransmissions >= 0 || ExpiresAt != Timestamp.Never;

    public static readonly Reliability Full = new(false, Unlimited, Timestamp.Never);
}

/// <summary>
/// A message on its way: queued, partly sent, or waiting for acknowledgement. Its fragments are ranges of one rented buffer, which goes
/// back when the last reference to it has gone.
/// </summary>
internal sealed class OutgoingMessage
{
    private readonly SendQueue _queue;
    private byte[]? _buffer;
    private int _references = 1;

    public OutgoingMessage(
        SendQueue queue, OutgoingStream stream, uint payloadProtocol, in Reliability reliability, ReadOnlySpan<byte> payload)
    {
        _queue = queue;
        Stream = stream;
        PayloadProtocol = payloadProtocol;
        Reliability = reliability;
        Length = payload.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(_buffer);
    }

    public OutgoingStream Stream { get; }

    public uint PayloadProtocol { get; }

    public Reliability Reliability { get; }

    public int Length { get; }

    /// <summary>Assigned with the first fragment; without meaning for an unordered message.</summary>
    public ushort Ssn { get; set; }

    /// <summary>Bytes that have been put into DATA chunks.</summary>
    public int SentBytes { get; set; }

    /// <summary>Given up: what is outstanding is not sent again, and the peer is told with FORWARD-TSN.</summary>
    public bool IsAbandoned { get; set; }

    public bool IsExpired(Timestamp now) => Reliability.ExpiresAt <= now;

    public ReadOnlySpan<byte> Fragment(int offset, int length) => _buffer.AsSpan(offset, length);

    public void AddReference() => _references++;

    /// <summary>One reference less: the queue's own, or that of an outstanding fragment.</summary>
    public void Release()
    {
        if (--_references > 0 || _buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _queue.OnReleased(this);
    }
}
