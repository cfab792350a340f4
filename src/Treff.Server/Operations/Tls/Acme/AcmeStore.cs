using System.Security.Cryptography;
using System.Text.Json;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>An account that was made.</summary>
/// <param name="Url">By which the authority knows it.</param>
/// <param name="Email">As the authority has it.</param>
internal sealed record AcmeAccount(Uri Url, string? Email);

/// <summary>The authority was asked too often.</summary>
/// <param name="Domains">For these names.</param>
/// <param name="Until">It wants to be left alone.</param>
internal sealed record AcmeRest(IReadOnlyList<string> Domains, DateTimeOffset Until);

/// <summary>
/// What has to outlive a restart: key, account and certificate, in a folder for each authority, so that a certificate of a test authority is never taken
/// for a real one. Readable by the owner only.
/// </summary>
internal sealed class AcmeStore(string dataDirectory, Uri directoryUrl)
{
    public string Folder { get; } = Path.Combine(dataDirectory, "acme", NameOf(directoryUrl));

    public string CertificatePath => Path.Combine(Folder, "certificate.pem");

    private string KeyPath => Path.Combine(Folder, "account-key.pem");

    private string AccountPath => Path.Combine(Folder, "account.json");

    private string RestPath => Path.Combine(Folder, "rate-limit.json");

    /// <exception cref="InvalidDataException">The file is damaged. It is not replaced: the account would be lost with it.</exception>
    public AcmeKey ReadOrCreateKey()
    {
        if (PrivateFile.Read(KeyPath) is not { } pem)
        {
            var key = AcmeKey.Create();
            PrivateFile.Write(KeyPath, key.ExportPem());
            return key;
        }

        try
        {
            return AcmeKey.FromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{KeyPath} holds no usable key ({e.Message}). Delete the folder {Folder} to begin with a new account.", e);
        }
    }

    /// <summary>Null when there is none, or none that can be read: asking for it again finds the same one.</summary>
    public AcmeAccount? ReadAccount() => ReadJson<AcmeAccount>(AccountPath);

    public void WriteAccount(AcmeAccount account) => PrivateFile.Write(AccountPath, JsonSerializer.Serialize(account, AcmeJson.Options));

    /// <summary>A restart is no reason to ask again. Null when there is no such limit for these names, or what was written is damaged.</summary>
    public DateTimeOffset? ReadRest(IReadOnlyList<string> domains) =>
        ReadJson<AcmeRest>(RestPath) is { } rest && rest.Domains.SequenceEqual(domains) ? rest.Until : null;

    public void WriteRest(AcmeRest rest) => PrivateFile.Write(RestPath, JsonSerializer.Serialize(rest, AcmeJson.Options));

    /// <summary>Null when there is none for all these names, or none that can be read.</summary>
    public TlsCertificate? ReadCertificate(IReadOnlyList<string> domains)
    {
        try
        {
            if (PrivateFile.Read(CertificatePath) is not { } pem)
                return null;
            var certificate = TlsCertificate.FromPem(TlsOrigin.Acme, pem, pem);
            return domains.All(certificate.Covers) ? certificate : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    public void WriteCertificate(string pem) => PrivateFile.Write(CertificatePath, pem);

    /// <summary>Ordering is for one at a time, also among processes that share the folder. Null while it is another's turn.</summary>
    public FileStream? TryLock()
    {
        PrivateFile.CreateFolder(Folder);
        try
        {
            return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static T? ReadJson<T>(string path)
        where T : class
    {
        try
        {
            return PrivateFile.Read(path) is { } text ? JsonSerializer.Deserialize<T>(text, AcmeJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(Uri url) =>
        string.Concat((url.IsDefaultPort ? url.Host : $"{url.Host}-{url.Port}").Concat(url.AbsolutePath.TrimEnd('/')).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
