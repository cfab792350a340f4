namespace Treff.Rtc.Rtp;

/// <summary>
/// Client-to-mixer audio level (RFC 6464 section 3): −dBov, 0 = loudest, 127 = silence, and the sender's voice activity flag.
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-------------+
/// |V|    level    |
/// +-+-------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc6464#section-3
/// </summary>
public readonly record struct AudioLevel(byte Level, bool VoiceActivity)
{
    public const byte Silence = 127;

    /// <summary>Reads the element's value; the two-byte form carries a second, meaningless byte.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out AudioLevel level)
    {
        level = default;
        if (value.IsEmpty) return false;
        level = new AudioLevel((byte)(value[0] & 0x7F), (value[0] & 0x80) != 0);
        return true;
    }
}
