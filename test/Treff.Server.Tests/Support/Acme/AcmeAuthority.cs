using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Treff.Server.Tests.Support.Acme;

/// <summary>A root, and an authority below it that issues.</summary>
internal sealed class AcmeAuthority : IDisposable
{
    private static readonly DateTimeOffset Begin = TreffApp.Start.AddYears(-1);
    private static readonly DateTimeOffset End = TreffApp.Start.AddYears(20);

    private readonly X509Certificate2 _issuer;

    public AcmeAuthority()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Request("CN=Test root", rootKey).CreateSelfSigned(Begin, End);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuer = Request("CN=Test issuer", key).Create(Root, Begin, End, [1]);
        _issuer = issuer.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    /// <summary>For exactly the names, and for the key, of a certificate request.</summary>
    /// <returns>The chain in PEM form, without the root.</returns>
    public string Issue(byte[] csr, IReadOnlyCollection<string> expected, DateTimeOffset notBefore, TimeSpan lifetime)
    {
        // Checks the signature, too.
        var request = CertificateRequest.LoadSigningRequest(csr, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var asked = request.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames();
        Assert.Equal(expected.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
        using var issued = request.Create(_issuer, notBefore, notBefore + lifetime, RandomNumberGenerator.GetBytes(8));
        return issued.ExportCertificatePem() + "\n" + _issuer.ExportCertificatePem() + "\n";
    }

    public void Dispose()
    {
        Root.Dispose();
        _issuer.Dispose();
    }

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request;
    }
}
