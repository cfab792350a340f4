using System.Security.Cryptography;
using Treff.Server.Operations.Tls;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Tls;

public sealed class TlsCertificateFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TlsCertificateFiles _files;

    public TlsCertificateFilesTests() => _files = TestCertificate.Write(_folder, "meet.example.org");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_certificate_and_its_key_are_served()
    {
        var certificate = _files.Read();
        Assert.Equal("CN=meet.example.org", certificate.Subject);
        Assert.Equal(TreffApp.Start.AddDays(365).UtcDateTime, certificate.NotAfter);
    }

    [Fact]
    public void Both_may_stand_in_one_file_with_the_chain()
    {
        using var other = new TemporaryFolder();
        var authority = File.ReadAllText(TestCertificate.Write(other, "authority").CertificateFile);
        File.AppendAllText(_files.CertificateFile, "\n" + authority + "\n" + File.ReadAllText(_files.KeyFile));
        Assert.Equal("CN=meet.example.org", new TlsCertificateFiles(_files.CertificateFile, _files.CertificateFile).Read().Subject);
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Assert.Contains("TLS_CERT_FILE: there is no file /nowhere/c.pem.", Mistake(_files with { CertificateFile = "/nowhere/c.pem" }), StringComparison.Ordinal);
        Assert.Contains("TLS_KEY_FILE: there is no file /nowhere/k.pem.", Mistake(_files with { KeyFile = "/nowhere/k.pem" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no certificate in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "do not fit together, or one is damaged")]
    [InlineData("-----BEGIN CERTIFICATE-----\n", "do not fit together, or one is damaged")]
    public void A_file_without_a_certificate_is_refused_with_a_sentence(string content, string expected)
    {
        File.WriteAllText(_files.CertificateFile, content);
        Assert.Contains(expected, Mistake(_files), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_cannot_be_used_is_refused_with_a_sentence()
    {
        File.WriteAllText(_files.KeyFile, "key");
        Assert.Contains("holds no private key in PEM form", Mistake(_files), StringComparison.Ordinal);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_files.KeyFile, key.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
        Assert.Contains("is encrypted", Mistake(_files), StringComparison.Ordinal);
        File.WriteAllText(_files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("do not fit together", Mistake(_files), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_something_else_altogether_is_not_read()
    {
        File.WriteAllText(_files.CertificateFile, new string('x', (1024 * 1024) + 1));
        Assert.Contains("longer than a megabyte", Mistake(_files), StringComparison.Ordinal);
    }

    private static string Mistake(TlsCertificateFiles files) => Assert.Throws<InvalidDataException>(files.Read).Message;
}
