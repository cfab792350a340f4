using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Treff.Rtc.Dtls;

namespace Treff.Rtc.Tests.Dtls;

public sealed class DtlsCertificateTests
{
    [Fact]
    public void Is_a_self_signed_p256_certificate()
    {
        using var certificate = DtlsCertificate.Create("treff");
        using var parsed = X509CertificateLoader.LoadCertificate(certificate.CertificateBytes);
        using var key = parsed.GetECDsaPublicKey();
        Assert.Equal("CN=treff", parsed.Subject);
        Assert.Equal(256, key!.KeySize);
        Assert.Equal("sha-256", certificate.Fingerprint.Algorithm);
        Assert.Equal(95, certificate.Fingerprint.Value.Length);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(parsed.RawData)), certificate.Fingerprint.Value.Replace(":", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sha-1", 59)]
    [InlineData("SHA-384", 143)]
    [InlineData("sha-512", 191)]
    public void Fingerprints_of_other_hash_functions_are_checked_too(string algorithm, int length)
    {
        var fingerprint = DtlsFingerprint.Compute(algorithm, [1, 2, 3]);
        Assert.Equal(length, fingerprint!.Value.Length);
        Assert.True(fingerprint.Matches([1, 2, 3]));
        Assert.False(fingerprint.Matches([1, 2, 4]));
    }

    [Fact]
    public void Unknown_hash_functions_match_nothing()
    {
        Assert.Null(DtlsFingerprint.Compute("md5", [1]));
        Assert.False(new DtlsFingerprint("md5", "55").Matches([1]));
    }

    [Fact]
    public void Library_is_found_here() => Assert.True(DtlsContext.IsAvailable(out var reason), reason);
}
