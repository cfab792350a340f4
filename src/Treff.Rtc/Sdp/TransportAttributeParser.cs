using System.Buffers;

namespace Treff.Rtc.Sdp;

/// <summary>Reads the attributes that both levels may have.</summary>
internal static class TransportAttributeParser
{
    // A longer value than any hash in use: SHA-512 has 191 characters.
    private const int MaxFingerprint = 255;
    private const int MaxIceOptions = 16;

    private static readonly SearchValues<char> HashCharacters = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>True when the attribute belongs here, whether or not it could be read.</summary>
    public static bool TryHandle(TransportAttributes target, ReadOnlySpan<char> name, ReadOnlySpan<char> value, out SdpErrorKind error)
    {
        error = SdpErrorKind.None;
        switch (name)
        {
            case "ice-ufrag":
                target.IceUfrag = value.ToString();
                return true;
            case "ice-pwd":
                target.IcePwd = value.ToString();
                return true;
            case "ice-options":
                error = AddIceOptions(target, value);
                return true;
            case "fingerprint":
                error = AddFingerprint(target, value);
                return true;
            case "setup":
                target.Setup = SdpSetupText.Parse(value);
                error = target.Setup is null ? SdpErrorKind.BadAttribute : SdpErrorKind.None;
                return true;
            case "extmap-allow-mixed":
                target.ExtmapAllowMixed = true;
                return true;
            default:
                return false;
        }
    }

    private static SdpErrorKind AddIceOptions(TransportAttributes target, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var error = SdpErrorKind.None;
        for (var option = words.Next(); !option.IsEmpty && error == SdpErrorKind.None; option = words.Next())
            error = target.IceOptions.TryAdd(option.ToString(), MaxIceOptions);
        return error;
    }

    private static SdpErrorKind AddFingerprint(TransportAttributes target, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var algorithm = words.Next();
        var hash = words.Next();
        if (algorithm.IsEmpty || hash.Length is 0 or > MaxFingerprint || hash.ContainsAnyExcept(HashCharacters))
            return SdpErrorKind.BadAttribute;
        var fingerprint = new SdpFingerprint(algorithm.ToString().ToLowerInvariant(), hash.ToString().ToUpperInvariant());
        return target.Fingerprints.TryAdd(fingerprint, SdpLimits.MaxGroups);
    }
}
