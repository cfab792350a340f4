namespace Treff.Server.Operations.Tls;

/// <summary>How the server gets its certificate: from files, from itself or from a certificate authority. At most one of them is set; none = plain HTTP.</summary>
public sealed record TlsOptions
{
    /// <summary>Let's Encrypt, for everybody and without an account made beforehand.</summary>
    public static readonly Uri LetsEncrypt = new("https://acme-v02.api.letsencrypt.org/directory");

    /// <summary>Somebody else renews them.</summary>
    public TlsCertificateFiles? Files { get; init; }

    /// <summary>A certificate that the server makes for itself, for networks without public names.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>Names that a certificate is fetched for by ACME, in ASCII; empty = none is.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Where the certificate authority may write to.</summary>
    public string? AcmeEmail { get; init; }

    /// <summary>The certificate authority.</summary>
    public Uri AcmeDirectoryUrl { get; init; } = LetsEncrypt;

    /// <summary>A second TCP port, without TLS, that sends people to the first and answers certificate authorities; null = none, 0 takes a free one.</summary>
    public int? HttpPort { get; init; }

    /// <summary>The port of pages has TLS.</summary>
    public bool IsOn => Files is not null || IsSelfSigned || Domains.Count > 0;
}
