using System.Security.Cryptography;

namespace Treff.Rtc.Srtp;

/// <summary>
/// HMAC-SHA1 (RFC 2104) for many short messages under one key: the hash of the two key pads is done once and copied for each message,
/// which saves two of the blocks that a short packet has.
/// </summary>
/// <remarks>
/// .NET has no call that does this without allocating or starting anew, hence libcrypto's own SHA-1 functions; they are called
/// deprecated there, but OpenSSL 3 has them.
/// </remarks>
internal sealed unsafe class HmacSha1
{
    public const int HashLength = 20;

    private const int BlockLength = 64;

    private readonly LibCrypto.Sha1State _inner;
    private readonly LibCrypto.Sha1State _outer;

    public HmacSha1(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, BlockLength);
        Span<byte> pad = stackalloc byte[BlockLength];
        _inner = HashPad(key, pad, 0x36);
        _outer = HashPad(key, pad, 0x5C);
        CryptographicOperations.ZeroMemory(pad);
    }

    public void Compute(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        var state = _inner;
        fixed (byte* data = message, result = hash[..HashLength])
        {
            LibCrypto.SHA1_Update(&state, data, (nuint)message.Length);
            LibCrypto.SHA1_Final(result, &state);
            state = _outer;
            LibCrypto.SHA1_Update(&state, result, HashLength);
            LibCrypto.SHA1_Final(result, &state);
        }
    }

    private static LibCrypto.Sha1State HashPad(ReadOnlySpan<byte> key, Span<byte> pad, byte value)
    {
        pad.Fill(value);
        for (var i = 0; i < key.Length; i++)
            pad[i] ^= key[i];
        LibCrypto.Sha1State state;
        LibCrypto.SHA1_Init(&state);
        fixed (byte* data = pad)
            LibCrypto.SHA1_Update(&state, data, BlockLength);
        return state;
    }
}
