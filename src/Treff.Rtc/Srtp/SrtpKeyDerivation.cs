using System.Security.Cryptography;

namespace Treff.Rtc.Srtp;

/// <summary>What a derived key is for (RFC 3711 section 4.3.2).</summary>
internal enum SrtpKeyLabel : byte
{
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// <summary>
/// Session keys from the master key and salt (RFC 3711 section 4.3; RFC 7714 section 11 uses the same function with a 12-byte salt).
/// The key derivation rate is always zero: DTLS-SRTP has no way to say otherwise.
/// </summary>
internal static class SrtpKeyDerivation
{
    private const int BlockLength = 16;
    private const int LabelOffset = 7;

    /// <summary>Fills the destination, up to 2^16 blocks, with key stream of the pseudo-random function AES-CM.</summary>
    public static void Derive(
        ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, SrtpKeyLabel label, Span<byte> destination)
    {
        using var aes = Aes.Create();
        aes.SetKey(masterKey);
        Span<byte> counter = stackalloc byte[BlockLength];
        Span<byte> block = stackalloc byte[BlockLength];
        counter.Clear();
        masterSalt.CopyTo(counter);
        counter[LabelOffset] ^= (byte)label;
        for (var i = 0; i * BlockLength < destination.Length; i++)
        {
            counter[^2] = (byte)(i >> 8);
            counter[^1] = (byte)i;
            aes.EncryptEcb(counter, block, PaddingMode.None);
            var rest = destination[(i * BlockLength)..];
            block[..Math.Min(BlockLength, rest.Length)].CopyTo(rest);
        }

        block.Clear();
    }

    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, SrtpKeyLabel label, int length)
    {
        var key = new byte[length];
        Derive(masterKey, masterSalt, label, key);
        return key;
    }
}
