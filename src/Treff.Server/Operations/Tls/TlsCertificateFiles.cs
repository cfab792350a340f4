using System.Security.Cryptography;

namespace Treff.Server.Operations.Tls;

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
            return TlsCertificate.FromPem(TlsOrigin.Files, certificates, key);
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
}
