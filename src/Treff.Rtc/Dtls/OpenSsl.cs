using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Every P/Invoke of this assembly passes plain numbers, pointers and SafeHandles.
[assembly: DisableRuntimeMarshalling]

namespace Treff.Rtc.Dtls;

/// <summary>
/// The functions of libssl and libcrypto that DTLS needs, by their own names. The error queue behind them is one per operating-system
/// thread and shared with .NET's own cryptography: it is cleared before a call and after a failure.
/// </summary>
internal static unsafe partial class OpenSsl
{
    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorSyscall = 5;
    internal const int ErrorZeroReturn = 6;

    internal const int Dtls12Version = 0xFEFD;

    internal const int CtrlSetMtu = 17;
    internal const int CtrlMode = 33;
    internal const int CtrlSetSessionCacheMode = 44;
    internal const int CtrlSetMaxCertificateList = 51;
    internal const int CtrlGetDtlsTimeout = 73;
    internal const int CtrlHandleDtlsTimeout = 74;
    internal const int CtrlSetGroupsList = 92;
    internal const int CtrlSetMinProtocolVersion = 123;
    internal const int CtrlSetMaxProtocolVersion = 124;

    internal const ulong OptionNoQueryMtu = 1 << 12;
    internal const ulong OptionNoTicket = 1 << 14;
    internal const ulong OptionNoCompression = 1 << 17;
    internal const ulong OptionCipherServerPreference = 1 << 22;
    internal const ulong OptionNoRenegotiation = 1 << 30;

    internal const int ModeReleaseBuffers = 0x10;
    internal const int VerifyPeer = 1;
    internal const int VerifyFailIfNoPeerCertificate = 2;
    internal const int KeyTypeEc = 408;

    internal const int BioCtrlReset = 1;
    internal const int BioCtrlInfo = 3;

    static OpenSsl() => OpenSslLibrary.Require();

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial SslContextHandle SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial CLong SSL_CTX_ctrl(SslContextHandle context, int command, CLong number, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_cipher_list(SslContextHandle context, string ciphers);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_tlsext_use_srtp(SslContextHandle context, string profiles);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_set_verify(
        SslContextHandle context, int mode, delegate* unmanaged[Cdecl]<int, nint, int> callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_certificate_ASN1(SslContextHandle context, int length, byte* certificate);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_PrivateKey_ASN1(int type, SslContextHandle context, byte* key, CLong length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial SslHandle SSL_new(SslContextHandle context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_free(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_bio(SslHandle ssl, nint readBio, nint writeBio);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_accept_state(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_connect_state(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial CLong SSL_ctrl(SslHandle ssl, int command, CLong number, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_do_handshake(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_read(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_write(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_shutdown(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_get_error(SslHandle ssl, int result);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void DTLS_set_timer_cb(SslHandle ssl, delegate* unmanaged[Cdecl]<nint, uint, uint> callback);

    /// <summary>Points at a C struct of a name and the profile's number (<c>unsigned long</c>), or null.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial SrtpProtectionProfile* SSL_get_selected_srtp_profile(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_export_keying_material(
        SslHandle ssl, byte* output, nuint outputLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_get1_peer_certificate(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int i2d_X509(nint certificate, byte** output);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void X509_free(nint certificate);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_s_mem();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_free(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_read(nint bio, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_write(nint bio, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial CLong BIO_ctrl(nint bio, int command, CLong number, void* pointer);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial CULong ERR_peek_error();

    /// <summary>SRTP_PROTECTION_PROFILE of OpenSSL.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SrtpProtectionProfile
    {
        public byte* Name;
        public CULong Id;
    }
}
