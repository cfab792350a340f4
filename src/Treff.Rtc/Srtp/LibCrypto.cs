using System.Runtime.InteropServices;

namespace Treff.Rtc.Srtp;

/// <summary>The functions of libcrypto that SRTP needs, by their own names.</summary>
internal static unsafe partial class LibCrypto
{
    internal const int CtrlAeadGetTag = 0x10;
    internal const int CtrlAeadSetTag = 0x11;

    static LibCrypto() => OpenSslLibrary.Require();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_aes_128_gcm();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint EVP_aes_128_ctr();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial CipherContextHandle EVP_CIPHER_CTX_new();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int EVP_CIPHER_CTX_ctrl(CipherContextHandle context, int type, int number, byte* pointer);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int EVP_CipherInit_ex(
        CipherContextHandle context, nint cipher, nint engine, byte* key, byte* nonce, int isEncryption);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int EVP_CipherUpdate(CipherContextHandle context, byte* output, int* outputLength, byte* input, int inputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int EVP_CipherFinal_ex(CipherContextHandle context, byte* output, int* outputLength);

    // The three functions of SHA-1 always return 1.
    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void SHA1_Init(Sha1State* state);

    // The next two neither block nor call back and take less than a microsecond for a packet, so the transition to native code, which
    // costs as much as a short packet's hash, is left out.
    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial void SHA1_Update(Sha1State* state, byte* data, nuint length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial void SHA1_Final(byte* hash, Sha1State* state);

    /// <summary>SHA_CTX: five words of hash, two of length, the block, a count. Copying it copies the hash so far.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 96)]
    internal struct Sha1State;
}

/// <summary>Owns an EVP_CIPHER_CTX.</summary>
internal sealed class CipherContextHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>A context for the cipher with the key set, ready for nonces.</summary>
    public static unsafe CipherContextHandle Create(nint cipher, ReadOnlySpan<byte> key)
    {
        var context = LibCrypto.EVP_CIPHER_CTX_new();
        if (context.IsInvalid)
            throw new InvalidOperationException("OpenSSL has no memory for a cipher.");
        fixed (byte* pointer = key)
        {
            if (LibCrypto.EVP_CipherInit_ex(context, cipher, 0, pointer, null, isEncryption: 1) != 1)
                throw new InvalidOperationException("OpenSSL refused an AES key.");
        }

        return context;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}
