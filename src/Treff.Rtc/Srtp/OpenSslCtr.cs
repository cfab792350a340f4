namespace Treff.Rtc.Srtp;

/// <summary>AES-128 counter mode by OpenSSL, for processors whose instructions <see cref="AesCtr"/> has no code for.</summary>
internal sealed unsafe class OpenSslCtr(ReadOnlySpan<byte> key) : AesCtr
{
    private readonly CipherContextHandle _context = CipherContextHandle.Create(LibCrypto.EVP_aes_128_ctr(), key);

    public override void Apply(ReadOnlySpan<byte> counter, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
            return;
        var length = 0;
        destination = destination[..source.Length];
        fixed (byte* iv = counter, input = source, output = destination)
        {
            var ok = LibCrypto.EVP_CipherInit_ex(_context, 0, 0, null, iv, isEncryption: 1) == 1
                && LibCrypto.EVP_CipherUpdate(_context, output, &length, input, source.Length) == 1;
            if (!ok)
                throw new InvalidOperationException("OpenSSL refused to encrypt.");
        }
    }

    public override void Dispose() => _context.Dispose();
}
