using System.Security.Cryptography;

namespace Treff.Rtc.Dtls;

/// <summary>
/// The <c>a=fingerprint</c> attribute (RFC 8122 section 5): a hash of a certificate in DER form, written as hexadecimal bytes
/// with colons. Two fingerprints are equal whatever the case of their letters.
/// </summary>
/// <param name="Algorithm">Name of the hash function, such as <c>sha-256</c>.</param>
/// <param name="Value">For instance <c>4A:AD:B9:…</c>.</param>
public sealed record DtlsFingerprint(string Algorithm, string Value)
{
    /// <summary>The fingerprint of a certificate, or null when the hash function is not one that WebRTC uses.</summary>
    public static DtlsFingerprint? Compute(string algorithm, ReadOnlySpan<byte> certificate)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var length = Hash(algorithm, certificate, hash);
        return length == 0 ? null : new DtlsFingerprint(algorithm, Format(hash[..length]));
    }

    /// <summary>True when the certificate has this fingerprint; false also for an unknown hash function.</summary>
    public bool Matches(ReadOnlySpan<byte> certificate) => Compute(Algorithm, certificate) is { } actual && actual == this;

    public bool Equals(DtlsFingerprint? other) =>
        other is not null
        && string.Equals(Algorithm, other.Algorithm, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>As it stands in SDP behind <c>a=fingerprint:</c>.</summary>
    public override string ToString() => $"{Algorithm} {Value}";

    private static int Hash(string algorithm, ReadOnlySpan<byte> data, Span<byte> destination) =>
        algorithm.ToUpperInvariant() switch
        {
            "SHA-256" => SHA256.HashData(data, destination),
            "SHA-384" => SHA384.HashData(data, destination),
            "SHA-512" => SHA512.HashData(data, destination),
            "SHA-1" => SHA1.HashData(data, destination),
            _ => 0,
        };

    private static string Format(ReadOnlySpan<byte> hash)
    {
        Span<char> text = stackalloc char[SHA512.HashSizeInBytes * 3];
        for (var i = 0; i < hash.Length; i++)
        {
            hash[i].TryFormat(text[(i * 3)..], out _, "X2", provider: null);
            text[(i * 3) + 2] = ':';
        }

        return text[..((hash.Length * 3) - 1)].ToString();
    }
}
