namespace Treff.Rtc.Srtp;

/// <summary>AES-128-GCM by OpenSSL, for processors whose instructions <see cref="Gcm"/> has no code for.</summary>
internal sealed unsafe class OpenSslGcm(ReadOnlySpan<byte> key) : Gcm
{
    private readonly CipherContextHandle _context = CipherContextHandle.Create(LibCrypto.EVP_aes_128_gcm(), key);

    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var end = prefix.Length + source.Length;
        destination = destination[..(end + TagLength)];
        fixed (byte* start = prefix, input = source, output = destination)
        {
            var length = 0;
            var ok = Begin(nonce, associatedData, isEncryption: 1)
                && (prefix.IsEmpty || LibCrypto.EVP_CipherUpdate(_context, output, &length, start, prefix.Length) == 1)
                && LibCrypto.EVP_CipherUpdate(_context, output + prefix.Length, &length, input, source.Length) == 1
                && LibCrypto.EVP_CipherFinal_ex(_context, output + end, &length) == 1
                && LibCrypto.EVP_CIPHER_CTX_ctrl(_context, LibCrypto.CtrlAeadGetTag, TagLength, output + end) == 1;
            if (!ok)
                throw new InvalidOperationException("OpenSSL refused to encrypt.");
        }
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data)
    {
        // OpenSSL decrypts before it knows whether the tag is right, so it works on a copy.
        var length = data.Length - TagLength;
        Span<byte> clear = stackalloc byte[MaxCopy];
        var destination = length <= MaxCopy ? clear : new byte[length];
        if (!TryDecrypt(nonce, associatedData, data[..length], data[length..], destination))
            return false;
        destination[..length].CopyTo(data);
        return true;
    }

    public override void Dispose() => _context.Dispose();

    /// <summary>Longer than any datagram that arrives in practice; a longer one costs an allocation.</summary>
    private const int MaxCopy = 2048;

    private bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> cipherText, ReadOnlySpan<byte> tag, Span<byte> destination)
    {
        var length = 0;
        var rest = stackalloc byte[BlockLength];
        fixed (byte* input = cipherText, output = destination, expected = tag)
        {
            return Begin(nonce, associatedData, isEncryption: 0)
                && LibCrypto.EVP_CipherUpdate(_context, output, &length, input, cipherText.Length) == 1
                && LibCrypto.EVP_CIPHER_CTX_ctrl(_context, LibCrypto.CtrlAeadSetTag, TagLength, expected) == 1
                && LibCrypto.EVP_CipherFinal_ex(_context, rest, &length) == 1;
        }
    }

    private bool Begin(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, int isEncryption)
    {
        var length = 0;
        fixed (byte* iv = nonce, associated = associatedData)
        {
            return LibCrypto.EVP_CipherInit_ex(_context, 0, 0, null, iv, isEncryption) == 1
                && (associatedData.IsEmpty || LibCrypto.EVP_CipherUpdate(_context, null, &length, associated, associatedData.Length) == 1);
        }
    }
}
