using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Treff.Rtc.Ice;

/// <summary>Reads the candidate attribute (grammar in RFC 8839 section 5.1).</summary>
internal static class IceCandidateParser
{
    // The longest real ones (TCP, relayed, IPv6, all of Chromium's extensions) have about 300 characters.
    private const int MaxLength = 1024;
    private const int MaxFoundation = 32;

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceCandidate? candidate)
    {
        candidate = null;
        if (text.Length > MaxLength)
            return false;
        var words = new WordReader(WithoutPrefix(WithoutPrefix(text, "a="), "candidate:"));
        var foundation = words.Next();
        if (foundation.Length is 0 or > MaxFoundation
            || !TryReadNumber<int>(words.Next(), out var component) || component is < 1 or > 256
            || !TryReadTransport(words.Next(), out var transport)
            || !TryReadNumber<uint>(words.Next(), out var priority))
        {
            return false;
        }

        var address = words.Next();
        if (address.IsEmpty
            || !TryReadNumber<ushort>(words.Next(), out var port)
            || !words.Next().SequenceEqual("typ")
            || !TryReadType(words.Next(), out var type))
        {
            return false;
        }

        candidate = WithExtensions(ref words, new()
        {
            Foundation = foundation.ToString(),
            Component = component,
            Transport = transport,
            Priority = priority,
            Address = address.ToString(),
            Port = port,
            Type = type,
        });
        return candidate is not null;
    }

    // Extensions are pairs of a name and a value; the value of the last one may be missing in the wild and is then empty.
    private static IceCandidate? WithExtensions(ref WordReader words, IceCandidate candidate)
    {
        for (var name = words.Next(); !name.IsEmpty; name = words.Next())
        {
            var value = words.Next();
            switch (name)
            {
                case "raddr":
                    candidate = candidate with { RelatedAddress = value.ToString() };
                    break;
                case "rport":
                    if (!TryReadNumber<ushort>(value, out var port))
                        return null;
                    candidate = candidate with { RelatedPort = port };
                    break;
                case "tcptype":
                    candidate = candidate with { TcpType = value.ToString() };
                    break;
                case "ufrag":
                    candidate = candidate with { UsernameFragment = value.ToString() };
                    break;
            }
        }

        return candidate;
    }

    private static bool TryReadNumber<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryReadTransport(ReadOnlySpan<char> text, out string transport)
    {
        transport = text.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? "tcp" : "udp";
        return text.Equals(transport, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadType(ReadOnlySpan<char> text, out IceCandidateType type)
    {
        (var known, type) = text switch
        {
            "host" => (true, IceCandidateType.Host),
            "srflx" => (true, IceCandidateType.ServerReflexive),
            "prflx" => (true, IceCandidateType.PeerReflexive),
            "relay" => (true, IceCandidateType.Relayed),
            _ => (false, default),
        };
        return known;
    }

    private static ReadOnlySpan<char> WithoutPrefix(ReadOnlySpan<char> text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
}
