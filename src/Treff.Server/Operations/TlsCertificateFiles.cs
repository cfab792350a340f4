using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Treff.Server.Operations;

/// <summary>A certificate with its chain and key in two PEM files, as ACME clients leave them. Both may be the same file.</summary>
/// <param name="CertificateFile">The server's own certificate first, those between it and the root after it.</param>
/// <param name="KeyFile">Its private key, not encrypted.</param>
public sealed record TlsCertificateFiles(string CertificateFile, string KeyFile)
{
    /// <summary>A chain with its key is a few kilobytes.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Everything that is wrong with the files is an <see cref="InvalidDataException"/> whose message says what to do.</summary>
    public TlsCertificate Read()
    {
        var certificates = ReadText("TLS_CERT_FILE", CertificateFile, "the certificate and its chain");
        var key = ReadText("TLS_KEY_FILE", KeyFile, "the private key");
        if (!certificates.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            throw new InvalidDataException($"TLS_CERT_FILE: {CertificateFile} holds no certificate in PEM form (“-----BEGIN CERTIFICATE-----”). Convert it with: openssl x509 -in OLD -out NEW -outform PEM");
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new InvalidDataException($"TLS_KEY_FILE: the key in {KeyFile} is encrypted. Treff cannot ask for the password; decrypt it with: openssl pkey -in OLD -out NEW");
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new InvalidDataException($"TLS_KEY_FILE: {KeyFile} holds no private key in PEM form (“-----BEGIN PRIVATE KEY-----”).");
        try
        {
            return new TlsCertificate(WithKey(certificates, key), Chain(certificates), Fingerprint(certificates, key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"TLS_CERT_FILE and TLS_KEY_FILE: {CertificateFile} and {KeyFile} do not fit together, or one is damaged ({e.Message}). The first certificate must be the one of this key.", e);
        }
    }

    private static string ReadText(string setting, string path, string what)
    {
        try
        {
            if (!File.Exists(path))
                throw new InvalidDataException($"{setting}: there is no file {path}. Give the path of {what} in PEM form.");
            return new FileInfo(path).Length <= MaxFileBytes
                ? File.ReadAllText(path)
                : throw new InvalidDataException($"{setting}: {path} is longer than a megabyte. Give the path of {what} in PEM form.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException($"{setting}: {path} cannot be read ({e.Message}). Allow it to the user that runs Treff.", e);
        }
    }

    private static X509Certificate2 WithKey(string certificates, string key)
    {
        var certificate = X509Certificate2.CreateFromPem(certificates, key);
        if (!OperatingSystem.IsWindows())
            return certificate;
        // Windows serves only keys that went through a key store.
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2Collection Chain(string certificates)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        chain.RemoveAt(0);
        return chain;
    }

    private static string Fingerprint(string certificates, string key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(certificates + "\0" + key)));
}

/// <summary>What the listener serves.</summary>
public sealed class TlsCertificate
{
    internal TlsCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, string fingerprint)
    {
        NotAfter = certificate.NotAfter.ToUniversalTime();
        Subject = certificate.Subject;
        Fingerprint = fingerprint;
        Options = new SslServerAuthenticationOptions
        {
            // Offline: what the file does not hold is not fetched from anywhere.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            // No HTTP/2: WebSockets need a connection of their own, and limits for strangers count connections. TURN by RFC 7443.
            ApplicationProtocols = [SslApplicationProtocol.Http11, new SslApplicationProtocol("stun.turn")],
        };
    }

    /// <summary>UTC.</summary>
    public DateTime NotAfter { get; }

    public string Subject { get; }

    /// <summary>Of the contents of both files, to notice when they change.</summary>
    public string Fingerprint { get; }

    /// <summary>For every handshake the same object: it caches what TLS needs of the certificate.</summary>
    public SslServerAuthenticationOptions Options { get; }
}
