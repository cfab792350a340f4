using System.Globalization;
using System.Net;
using System.Net.Mail;
using Treff.Server.Operations.Tls;

namespace Treff.Server.Operations;

public sealed partial class TreffOptionsReader
{
    private const int HttpsPort = 443;
    private const int DefaultHttpPort = 80;

    /// <summary>In one certificate; as many as Let's Encrypt takes.</summary>
    private const int MaxDomains = 100;

    /// <summary>Known before it is its turn: other defaults depend on it.</summary>
    private bool HasDomains => !string.IsNullOrWhiteSpace(_variable("TLS_DOMAIN"));

    private TlsOptions Tls(TlsOptions defaults, int port)
    {
        var tls = new TlsOptions
        {
            Files = TlsFiles(),
            IsSelfSigned = Switch("TLS_SELF_SIGNED", defaults.IsSelfSigned),
            Domains = Domains("TLS_DOMAIN"),
            AcmeEmail = Email("ACME_EMAIL"),
            AcmeDirectoryUrl = AcmeDirectory("ACME_DIRECTORY_URL", defaults.AcmeDirectoryUrl),
            HttpPort = HttpPort("HTTP_PORT", HasDomains ? DefaultHttpPort : defaults.HttpPort),
        };
        CheckTogether(tls, port);
        return tls;
    }

    private void CheckTogether(TlsOptions tls, int port)
    {
        var ways = new[] { tls.Files is not null, tls.IsSelfSigned, tls.Domains.Count > 0 }.Count(isChosen => isChosen);
        if (ways > 1)
            _mistakes.Add("TLS_CERT_FILE (with TLS_KEY_FILE), TLS_SELF_SIGNED and TLS_DOMAIN are three ways to a certificate: set one of them.");
        if (ways == 0 && !HasDomains && tls.HttpPort is not null)
            _mistakes.Add("HTTP_PORT leads people to the port with TLS, and there is none: set TLS_DOMAIN, TLS_SELF_SIGNED or TLS_CERT_FILE too, or only PORT.");
        if (tls.Domains.Count > 0 && tls.HttpPort is null)
            _mistakes.Add("TLS_DOMAIN needs HTTP_PORT: the certificate authority checks the name by asking its port 80. Leave HTTP_PORT out, or set it to the port that port 80 of the router leads to.");
        if (tls.HttpPort is > 0 && tls.HttpPort == port)
            _mistakes.Add($"HTTP_PORT and PORT are both {port}: with TLS and without need a port each.");
    }

    private TlsCertificateFiles? TlsFiles()
    {
        var certificate = Text("TLS_CERT_FILE");
        var key = Text("TLS_KEY_FILE");
        if (certificate is not null && key is not null)
            return new TlsCertificateFiles(certificate, key);
        if (certificate is not null || key is not null)
            _mistakes.Add("TLS_CERT_FILE and TLS_KEY_FILE belong together: set both or neither.");
        return null;
    }

    private int? HttpPort(string name, int? fallback)
    {
        if (Text(name) is not { } text)
            return Default(name, fallback, fallback?.ToString(CultureInfo.InvariantCulture) ?? "off");
        if (text == "off")
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= 65535)
            return value;
        return Mistake(name, text, "a whole number from 0 to 65535, or off", fallback);
    }

    private List<string> Domains(string name)
    {
        var domains = new List<string>();
        foreach (var item in Items(name))
        {
            if (AsciiDomain(item) is not { } domain)
                Mistake(name, item, "names of this server separated by commas, without “*” and no IP addresses, for example meet.example.org", 0);
            else if (!domains.Contains(domain))
                domains.Add(domain);
        }

        if (domains.Count > MaxDomains)
            Mistake(name, $"{domains.Count} names", $"at most {MaxDomains}", 0);
        return domains;
    }

    /// <summary>As certificates have it: lower-case, umlauts in Punycode.</summary>
    private static string? AsciiDomain(string text)
    {
        if (text.Contains('_', StringComparison.Ordinal) || text.EndsWith('.') || IPAddress.TryParse(text, out _) || Uri.CheckHostName(text) != UriHostNameType.Dns)
            return null;
        try
        {
            return new IdnMapping().GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string? Email(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return MailAddress.TryCreate(text, out var address) && address.Address == text
            ? text
            : Mistake<string?>(name, text, "an e-mail address, for example admin@example.org", null);
    }

    private Uri AcmeDirectory(string name, Uri fallback)
    {
        if (Text(name) is not { } text)
            return Default(name, fallback, fallback.ToString());
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
        return isUrl ? url! : Mistake(name, text, $"the https address of an ACME directory, for example {TlsOptions.LetsEncrypt}", fallback);
    }
}
