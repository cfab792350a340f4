using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Treff.Rtc.Dtls;

/// <summary>
/// A self-signed certificate (ECDSA P-256, what RFC 8827 section 6.5 demands of everyone) and its key. Nobody checks who issued it:
/// peers know it by the fingerprint that signalling has carried.
/// </summary>
public sealed class DtlsCertificate : IDisposable
{
    private readonly byte[] _privateKey;

    private DtlsCertificate(byte[] certificate, byte[] privateKey)
    {
        Certificate = certificate;
        _privateKey = privateKey;
        Fingerprint = DtlsFingerprint.Compute("sha-256", certificate)!;
    }

    /// <summary>The SHA-256 fingerprint for SDP.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>The certificate in DER form.</summary>
    internal ReadOnlySpan<byte> CertificateBytes => Certificate;

    /// <summary>The key as an ECPrivateKey (RFC 5915) in DER form.</summary>
    internal ReadOnlySpan<byte> PrivateKey => _privateKey;

    private byte[] Certificate { get; }

    public static DtlsCertificate Create(string commonName)
    {
        ArgumentException.ThrowIfNullOrEmpty(commonName);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        using var certificate = SelfSign(request);
        return new DtlsCertificate(certificate.RawData, key.ExportECPrivateKey());
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_privateKey);

    private static X509Certificate2 SelfSign(CertificateRequest request)
    {
        // Constants of the certificate format, not readings of a clock. In WebRTC the fingerprint decides and nobody looks at the
        // validity; 9999-12-31 is the date of RFC 5280 section 4.1.2.5 for "no end".
#pragma warning disable RS0030
        return request.CreateSelfSigned(
            new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
#pragma warning restore RS0030
    }
}
