using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Treff.Rtc.Dtls;

/// <summary>
/// What all peers share: the certificate and the settings of one OpenSSL context. May be used by several threads at once.
/// </summary>
public sealed class DtlsContext : IDisposable
{
    /// <summary>
    /// The mandatory suite of RFC 8827 section 6.5 first; RSA only for a peer that has such a certificate. OpenSSL takes the
    /// server's order. AES-GCM only, as <see cref="DtlsRecordFilter"/> and the lengths in <see cref="DtlsTransport"/> assume.
    /// </summary>
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384";

    private const string DefaultSrtpProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";

    /// <summary>Browsers show certificates of 300 to 900 bytes; OpenSSL would buffer 100 KiB for a stranger.</summary>
    private const int MaxPeerCertificateBytes = 16 * 1024;

    public DtlsContext(DtlsCertificate certificate)
        : this(certificate, DefaultSrtpProfiles)
    {
    }

    internal DtlsContext(DtlsCertificate certificate, string srtpProfiles)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!IsAvailable(out var reason))
            throw new PlatformNotSupportedException(reason);

        OpenSsl.ERR_clear_error();
        Handle = OpenSsl.SSL_CTX_new(OpenSsl.DTLS_method());
        try
        {
            Configure(srtpProfiles);
            Use(certificate);
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    internal SslContextHandle Handle { get; }

    /// <summary>False when the system has no OpenSSL 3; the reason is one sentence that says what to install.</summary>
    public static bool IsAvailable(out string reason)
    {
        reason = OpenSslLibrary.Problem ?? "";
        return reason.Length == 0;
    }

    public void Dispose() => Handle.Dispose();

    private static void Require(bool success, string what)
    {
        if (success)
            return;
        OpenSsl.ERR_clear_error();
        throw new InvalidOperationException($"OpenSSL refused {what}.");
    }

    private unsafe void Configure(string srtpProfiles)
    {
        Require(!Handle.IsInvalid, "a DTLS context");

        // DTLS 1.3 has another record header and is not what the record cutting below this class reads.
        Require(Control(OpenSsl.CtrlSetMinProtocolVersion, OpenSsl.Dtls12Version), "DTLS 1.2 as the minimum");
        Require(Control(OpenSsl.CtrlSetMaxProtocolVersion, OpenSsl.Dtls12Version), "DTLS 1.2 as the maximum");
        OpenSsl.SSL_CTX_set_options(
            Handle,
            OpenSsl.OptionNoQueryMtu | OpenSsl.OptionNoTicket | OpenSsl.OptionNoCompression
            | OpenSsl.OptionCipherServerPreference | OpenSsl.OptionNoRenegotiation);
        Control(OpenSsl.CtrlMode, OpenSsl.ModeReleaseBuffers);
        Control(OpenSsl.CtrlSetSessionCacheMode, 0);
        Control(OpenSsl.CtrlSetMaxCertificateList, MaxPeerCertificateBytes);
        fixed (byte* groups = "X25519:P-256:P-384\0"u8)
            Require(OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.CtrlSetGroupsList, new CLong(0), groups).Value == 1, "the key exchange groups");

        Require(OpenSsl.SSL_CTX_set_cipher_list(Handle, Ciphers) == 1, "the cipher list");
        Require(OpenSsl.SSL_CTX_set_tlsext_use_srtp(Handle, srtpProfiles) == 0, "the SRTP profiles");
        OpenSsl.SSL_CTX_set_verify(Handle, OpenSsl.VerifyPeer | OpenSsl.VerifyFailIfNoPeerCertificate, &AcceptAnyCertificate);
    }

    private unsafe void Use(DtlsCertificate certificate)
    {
        fixed (byte* der = certificate.CertificateBytes)
            Require(OpenSsl.SSL_CTX_use_certificate_ASN1(Handle, certificate.CertificateBytes.Length, der) == 1, "the certificate");
        fixed (byte* key = certificate.PrivateKey)
        {
            var length = new CLong(certificate.PrivateKey.Length);
            Require(OpenSsl.SSL_CTX_use_PrivateKey_ASN1(OpenSsl.KeyTypeEc, Handle, key, length) == 1, "the private key");
        }
    }

    private unsafe bool Control(int command, int value) => OpenSsl.SSL_CTX_ctrl(Handle, command, new CLong(value), null).Value != 0;

    /// <summary>
    /// Certificates are self-signed: the proof is the fingerprint, which <see cref="DtlsTransport.VerifyFingerprint"/> checks after
    /// the handshake. OpenSSL still checks that the peer holds the certificate's key.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int AcceptAnyCertificate(int preVerified, nint storeContext) => 1;
}
