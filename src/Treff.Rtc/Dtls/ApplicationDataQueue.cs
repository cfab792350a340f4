using System.Buffers.Binary;

namespace Treff.Rtc.Dtls;

/// <summary>
/// Received application data between <see cref="DtlsTransport.HandleDatagram"/> and its reader, one message per record. It is read
/// empty after each datagram, so it stays small; what does not fit is dropped as the network would have dropped it.
/// </summary>
internal sealed class ApplicationDataQueue
{
    /// <summary>A few datagrams: SCTP sends again what a slow reader loses.</summary>
    private const int MaxBytes = 64 * 1024;

    private const int LengthBytes = 2;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    public bool TryEnqueue(ReadOnlySpan<byte> message)
    {
        var needed = LengthBytes + message.Length;
        if (!TryMakeRoom(needed))
            return false;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_end), (ushort)message.Length);
        message.CopyTo(_buffer.AsSpan(_end + LengthBytes));
        _end += needed;
        return true;
    }

    /// <summary>A message longer than the destination is dropped.</summary>
    public bool TryDequeue(Span<byte> destination, out int length)
    {
        while (_start < _end)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start));
            var message = _buffer.AsSpan(_start + LengthBytes, length);
            _start += LengthBytes + length;
            if (message.TryCopyTo(destination))
                return true;
        }

        length = 0;
        return false;
    }

    private bool TryMakeRoom(int bytes)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end + bytes <= _buffer.Length)
            return true;
        if (_end + bytes > MaxBytes)
            return false;
        Array.Resize(ref _buffer, Math.Min(MaxBytes, Math.Max(2048, (_end + bytes) * 2)));
        return true;
    }
}
