using System.Buffers;

namespace Treff.Rtc.Sctp.Receive;

/// <summary>A whole message in a rented buffer. Whoever takes it out of a queue returns the buffer.</summary>
internal readonly record struct ReceivedMessage(ushort StreamId, uint PayloadProtocol, byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Payload => Buffer.AsSpan(0, Length);

    public static ReceivedMessage Copy(ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        return new ReceivedMessage(streamId, payloadProtocol, buffer, payload.Length);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
