using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Treff.Server.Operations.Tls;

/// <summary>Who vouches for a certificate.</summary>
public enum TlsOrigin
{
    /// <summary>Whoever signed what the operator gave.</summary>
    Files,

    /// <summary>Nobody: the server made it, because it was told to.</summary>
    SelfSigned,

    /// <summary>Nobody: the server made it, until the first one is issued.</summary>
    Placeholder,

    /// <summary>A certificate authority that this server asks by itself.</summary>
    Acme,
}

/// <summary>What the listener serves.</summary>
public sealed class TlsCertificate
{
    /// <summary>Other ways to renew take a month or more: who is so late has forgotten it.</summary>
    private static readonly TimeSpan WarnDays = TimeSpan.FromDays(7);

    private readonly X509Certificate2 _certificate;

    private TlsCertificate(TlsOrigin origin, X509Certificate2 certificate, X509Certificate2Collection chain, string contents)
    {
        _certificate = certificate;
        Origin = origin;
        NotBefore = certificate.NotBefore.ToUniversalTime();
        NotAfter = certificate.NotAfter.ToUniversalTime();
        Contents = contents;
        DnsNames = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())];
        // Certificates by ACME have no subject.
        Subject = certificate.Subject.Length > 0 ? certificate.Subject : string.Join(", ", DnsNames);
        Options = new SslServerAuthenticationOptions
        {
            // Offline: what the file does not hold is not fetched from anywhere.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            // No HTTP/2: WebSockets need a connection of their own, and limits for strangers count connections. TURN by RFC 7443.
            ApplicationProtocols = [SslApplicationProtocol.Http11, new SslApplicationProtocol("stun.turn")],
        };
    }

    public TlsOrigin Origin { get; }

    /// <summary>UTC.</summary>
    public DateTime NotBefore { get; }

    /// <summary>UTC.</summary>
    public DateTime NotAfter { get; }

    public string Subject { get; }

    /// <summary>The names of hosts in it, wildcards included; addresses are not among them.</summary>
    public IReadOnlyList<string> DnsNames { get; }

    /// <summary>A hash of chain and key, to notice when they change.</summary>
    public string Contents { get; }

    /// <summary>SHA-256 of the certificate, written as browsers show it: pairs of hexadecimal digits between colons.</summary>
    public string Fingerprint => Convert.ToHexString(_certificate.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Aggregate(new StringBuilder(), Join).ToString();

    /// <summary>From so long before the end on, something is wrong. Some authorities issue for days only.</summary>
    public TimeSpan WarnBefore => Origin == TlsOrigin.Files ? WarnDays : TimeSpan.FromTicks(Math.Min(WarnDays.Ticks, (NotAfter - NotBefore).Ticks / 6));

    /// <summary>The server made it itself.</summary>
    public bool IsSelfMade => Origin is TlsOrigin.SelfSigned or TlsOrigin.Placeholder;

    /// <summary>For every handshake the same object: it caches what TLS needs of the certificate.</summary>
    public SslServerAuthenticationOptions Options { get; }

    /// <summary>Whether browsers take the certificate for this host, which is a name or an address without brackets.</summary>
    public bool Covers(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return (IPAddress.TryParse(host, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns) && _certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false);
    }

    /// <exception cref="CryptographicException">They are damaged or do not fit together.</exception>
    /// <exception cref="ArgumentException">The same.</exception>
    public static TlsCertificate FromPem(TlsOrigin origin, string certificates, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        chain.RemoveAt(0);
        return new TlsCertificate(origin, WithKey(certificates, key), chain, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(certificates + "\0" + key))));
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

    private static StringBuilder Join(StringBuilder text, char[] pair) => (text.Length == 0 ? text : text.Append(':')).Append(pair);
}
