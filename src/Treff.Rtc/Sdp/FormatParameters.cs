namespace Treff.Rtc.Sdp;

/// <summary>a=fmtp (RFC 8866 section 6.15): parameters of a payload type, mostly "name=value;name=value".</summary>
public sealed record FormatParameters(int PayloadType, string Text)
{
    /// <summary>The value of a parameter; names are compared without regard to case. Null when absent, empty when it has no value.</summary>
    public string? Find(string name)
    {
        foreach (var range in Text.AsSpan().Split(';'))
        {
            var parameter = Text.AsSpan(range).Trim(' ');
            var equals = parameter.IndexOf('=');
            var key = equals < 0 ? parameter : parameter[..equals];
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return equals < 0 ? "" : parameter[(equals + 1)..].ToString();
        }

        return null;
    }
}
