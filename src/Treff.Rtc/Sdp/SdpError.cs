namespace Treff.Rtc.Sdp;

/// <summary>Why a description was refused.</summary>
public enum SdpErrorKind
{
    None,

    /// <summary>More than <see cref="SdpLimits.MaxLength"/> characters.</summary>
    TooLong,

    /// <summary>Does not begin with <c>v=0</c> and an origin.</summary>
    NotSdp,

    /// <summary>A line that is not a letter, an equals sign and a value.</summary>
    BadLine,

    /// <summary>An m-line that cannot be read.</summary>
    BadMedia,

    /// <summary>An attribute that is used here and cannot be read.</summary>
    BadAttribute,

    /// <summary>Two sections with the same mid.</summary>
    DuplicateMid,

    /// <summary>More sections, payload types, candidates … than <see cref="SdpLimits"/> allows.</summary>
    TooMany,
}

/// <summary>Why and where (line number from 1; 0 when no line is to blame) a description was refused.</summary>
public readonly record struct SdpError(SdpErrorKind Kind, int Line)
{
    public override string ToString() => Line > 0 ? $"{Kind} in line {Line}" : Kind.ToString();
}
