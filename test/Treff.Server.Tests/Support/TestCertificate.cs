using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Treff.Server.Operations.Tls;

namespace Treff.Server.Tests.Support;

/// <summary>A self-signed certificate in PEM files, as an operator would have them.</summary>
internal static class TestCertificate
{
    public static TlsCertificateFiles Write(TemporaryFolder folder, string name, DateTimeOffset? notAfter = null)
    {
        var files = new TlsCertificateFiles(Path.Combine(folder.Path, "cert.pem"), Path.Combine(folder.Path, "key.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TreffApp.Start.AddDays(-1), notAfter ?? TreffApp.Start.AddDays(365));
        File.WriteAllText(files.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    /// <summary>For clients in tests: nobody vouches for such a certificate but itself.</summary>
    public static bool IsAccepted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.Issuer == certificate.Subject;
}
