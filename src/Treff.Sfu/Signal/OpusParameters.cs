namespace Treff.Sfu.Signal;

/// <summary>The fmtp text of Opus in answers (RFC 7587 section 6.1): what we, the receiver of the answer's sender, would like to get.</summary>
internal static class OpusParameters
{
    /// <summary>For a microphone: silence need not be sent, stereo only where the track is.</summary>
    public static string Receive(string? offered, bool stereo, bool dtx)
    {
        var text = Without(offered, "stereo", "usedtx", "maxaveragebitrate");
        if (dtx)
            text = Join(text, "usedtx=1");
        return stereo ? Join(text, "stereo=1;maxaveragebitrate=510000") : text;
    }

    public static string Send(string? offered) => Without(offered, "stereo", "usedtx");

    private static string Join(string text, string more) => text.Length == 0 ? more : $"{text};{more}";

    private static string Without(string? text, params ReadOnlySpan<string> names)
    {
        var kept = new List<string>();
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!names.Contains(part.Split('=')[0]))
                kept.Add(part);
        }

        return string.Join(';', kept);
    }
}
