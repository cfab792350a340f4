using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Treff.Server.Operations.Tls;

/// <summary>Makes certificates that nobody vouches for.</summary>
internal static class SelfMade
{
    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromDays(1);

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Certificate and key in PEM form, ECDSA on P-256.</summary>
    /// <param name="hosts">Names and IP addresses.</param>
    /// <param name="now">From a day before it is valid.</param>
    /// <param name="lifetime">From now on.</param>
    public static string CreatePem(IReadOnlyList<string> hosts, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Treff (made by this server)", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeNames(hosts));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], critical: false));
        using var certificate = request.CreateSelfSigned(now - Early, now + lifetime);
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>By which people in this network may reach this machine: its names and all its addresses.</summary>
    public static IReadOnlyList<string> HostsOf(TreffOptions options)
    {
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal)
            .Concat(options.MediaAddresses)
            .Append(IPAddress.Loopback)
            .Append(IPAddress.IPv6Loopback);
        return [.. NamesOf(options).Concat(addresses.Select(address => address.ToString())).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Those that stay when the machine gets another address.</summary>
    public static IEnumerable<string> NamesOf(TreffOptions options)
    {
        yield return "localhost";
        var machine = Dns.GetHostName();
        if (Uri.CheckHostName(machine) == UriHostNameType.Dns)
        {
            yield return machine;
            if (!machine.Contains('.', StringComparison.Ordinal))
                yield return machine + ".local"; // by multicast DNS
        }

        if (options.FrontendUrl is { } url)
            yield return url.IdnHost;
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return names.Build();
    }
}
