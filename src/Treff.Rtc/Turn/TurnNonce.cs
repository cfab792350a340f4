using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Treff.Rtc.Turn;

/// <summary>
/// Nonces that need no memory: the second in which one was made and an HMAC over it and the client's path, in hexadecimal digits. So one that
/// was overheard is worth nothing elsewhere.
/// </summary>
internal sealed class TurnNonce
{
    public const int Length = 24;

    private const int TimeBytes = 4, TagBytes = 8;

    /// <summary>RFC 8656 section 5 suggests at least an hourly change.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _secret = new byte[32];

    public TurnNonce(IRandomSource random) => random.Fill(_secret);

    public void Write(Timestamp now, in NetworkPath client, Span<byte> nonce)
    {
        Span<byte> value = stackalloc byte[TimeBytes + TagBytes];
        Compute((uint)(now.Milliseconds / 1000), client, value);
        Convert.TryToHexStringLower(value, nonce, out _);
    }

    public bool IsValid(Timestamp now, in NetworkPath client, ReadOnlySpan<byte> nonce)
    {
        Span<byte> value = stackalloc byte[TimeBytes + TagBytes];
        if (nonce.Length != Length || Convert.FromHexString(nonce, value, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(value);
        var age = now - Timestamp.FromMilliseconds(seconds * 1000L);
        Span<byte> expected = stackalloc byte[TimeBytes + TagBytes];
        Compute(seconds, client, expected);
        return CryptographicOperations.FixedTimeEquals(expected, value) && age >= TimeSpan.Zero && age < Lifetime;
    }

    private void Compute(uint seconds, in NetworkPath client, Span<byte> value)
    {
        Span<byte> input = stackalloc byte[TimeBytes + 4 + 16 + 2];
        BinaryPrimitives.WriteUInt32BigEndian(input, seconds);
        BinaryPrimitives.WriteInt32BigEndian(input[4..], client.LocalSocket);
        client.Remote.WriteIPv6(input[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[24..], client.Remote.Port);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, input, hash);
        input[..TimeBytes].CopyTo(value);
        hash[..TagBytes].CopyTo(value[TimeBytes..]);
    }
}
