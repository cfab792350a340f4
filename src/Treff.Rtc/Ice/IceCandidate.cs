using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Treff.Rtc.Ice;

/// <summary>
/// One candidate attribute (RFC 8839 section 5.1), as it stands in SDP and in trickle messages:
/// <c>candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host ufrag …</c>. The address stays text: it may be a host name (mDNS) that nobody
/// resolves here.
/// </summary>
public sealed record IceCandidate
{
    public const int RtpComponent = 1;

    // RFC 8445 section 5.1.2.2 recommends 126 for host candidates.
    private const uint HostTypePreference = 126;

    // RFC 6544 section 4.2: below UDP's, and 4 for the passive side of a host candidate.
    private const uint TcpHostTypePreference = 90, PassiveDirectionPreference = 4;

    public required string Foundation { get; init; }

    /// <summary>1 for RTP (and RTCP, with rtcp-mux), 2 for RTCP.</summary>
    public int Component { get; init; } = RtpComponent;

    /// <summary>"udp" or "tcp", lower case.</summary>
    public string Transport { get; init; } = "udp";

    public uint Priority { get; init; }

    public required string Address { get; init; }

    public ushort Port { get; init; }

    public IceCandidateType Type { get; init; }

    public string? RelatedAddress { get; init; }

    public ushort RelatedPort { get; init; }

    /// <summary>"active", "passive" or "so" (RFC 6544); null for UDP.</summary>
    public string? TcpType { get; init; }

    /// <summary>The "ufrag" extension: which ICE generation the candidate belongs to.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>
    /// A UDP address of this server. <paramref name="localPreference"/> orders several of them, larger first (RFC 8445 section 5.1.2.1).
    /// </summary>
    public static IceCandidate Host(in TransportAddress address, ushort localPreference = ushort.MaxValue, string? usernameFragment = null)
    {
        var text = AddressText(address);
        return new()
        {
            Foundation = FoundationOf("host udp " + text),
            Priority = (HostTypePreference << 24) | ((uint)localPreference << 8) | (256 - RtpComponent),
            Address = text,
            Port = address.Port,
            UsernameFragment = usernameFragment,
        };
    }

    /// <summary>
    /// A TCP address of this server, which waits for connections (RFC 6544 section 4). Behind all UDP candidates: media over TCP stalls where
    /// over UDP it loses a packet. <paramref name="index"/> orders several of them, smaller first.
    /// </summary>
    public static IceCandidate PassiveTcp(in TransportAddress address, ushort index = 0)
    {
        var text = AddressText(address);
        var localPreference = (PassiveDirectionPreference << 13) + (0x1FFFu - Math.Min(index, 0x1FFFu));
        return new()
        {
            Foundation = FoundationOf("host tcp " + text),
            Transport = "tcp",
            TcpType = "passive",
            Priority = (TcpHostTypePreference << 24) | (localPreference << 8) | (256 - RtpComponent),
            Address = text,
            Port = address.Port,
        };
    }

    /// <summary>Reads an attribute value with or without its "a=" and "candidate:"; unknown extensions are skipped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceCandidate? candidate) =>
        IceCandidateParser.TryParse(text, out candidate);

    /// <summary>The transport address; false for a host name.</summary>
    public bool TryGetTransportAddress(out TransportAddress address)
    {
        var isAddress = IPAddress.TryParse(Address, out var ip);
        address = isAddress ? TransportAddress.From(ip!, Port) : default;
        return isAddress;
    }

    /// <summary>"candidate:…", without "a=".</summary>
    public override string ToString()
    {
        var text = new StringBuilder(96);
        WriteTo(text);
        return text.ToString();
    }

    public void WriteTo(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Append(CultureInfo.InvariantCulture, $"candidate:{Foundation} {Component} {Transport} {Priority} {Address} {Port} typ {TypeName(Type)}");
        if (RelatedAddress is not null)
            text.Append(CultureInfo.InvariantCulture, $" raddr {RelatedAddress} rport {RelatedPort}");
        if (TcpType is not null)
            text.Append(" tcptype ").Append(TcpType);
        if (UsernameFragment is not null)
            text.Append(" ufrag ").Append(UsernameFragment);
    }

    // Without a scope, which means nothing elsewhere.
    private static string AddressText(in TransportAddress address) => new IPAddress(address.ToIPAddress().GetAddressBytes()).ToString();

    private static string FoundationOf(string text) => Crc32.Compute(Encoding.ASCII.GetBytes(text)).ToString(CultureInfo.InvariantCulture);

    private static string TypeName(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        IceCandidateType.Relayed => "relay",
        _ => throw new UnreachableException(),
    };
}
