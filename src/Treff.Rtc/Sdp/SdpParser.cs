using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Treff.Rtc.Sdp;

/// <summary>
/// Reads a description line by line (RFC 8866 section 9): the session level here, sections in <see cref="MediaAttributeParser"/>. Line types
/// and attributes that are not used are skipped.
/// </summary>
internal ref struct SdpParser
{
    private readonly SessionDescription _session = new();
    private readonly HashSet<string> _mids = new(StringComparer.Ordinal);
    private SdpDirection _defaultDirection;
    private MediaDescription? _media;

    private SdpParser(SdpDirection defaultDirection) => _defaultDirection = defaultDirection;

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SessionDescription? description, out SdpError error)
    {
        description = null;
        if (text.Length > SdpLimits.MaxLength)
        {
            error = new(SdpErrorKind.TooLong, 0);
            return false;
        }

        var parser = new SdpParser(SdpDirection.SendReceive);
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            number++;
            var kind = parser.Handle(number, line);
            if (kind == SdpErrorKind.None)
                continue;
            error = new(kind, number);
            return false;
        }

        error = new(number >= 2 ? SdpErrorKind.None : SdpErrorKind.NotSdp, 0);
        description = error.Kind == SdpErrorKind.None ? parser._session : null;
        return description is not null;
    }

    private SdpErrorKind Handle(int number, ReadOnlySpan<char> line)
    {
        if (number == 1)
            return line.SequenceEqual("v=0") ? SdpErrorKind.None : SdpErrorKind.NotSdp;
        if (number == 2)
            return TryReadOrigin(line) ? SdpErrorKind.None : SdpErrorKind.NotSdp;
        if (line.IsWhiteSpace())
            return SdpErrorKind.None;
        if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetterLower(line[0]))
            return SdpErrorKind.BadLine;
        return line[0] switch
        {
            'm' => HandleMedia(line[2..]),
            'a' => HandleAttribute(line[2..]),
            _ => SdpErrorKind.None,
        };
    }

    private readonly bool TryReadOrigin(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("o="))
            return false;
        var words = new WordReader(line[2..]);
        var username = words.Next();
        if (!ulong.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !ulong.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return false;
        }

        words.Next(); // IN
        words.Next(); // IP4 or IP6
        var address = words.Next();
        _session.Origin = new(username.ToString(), id, version, address.ToString());
        return !address.IsEmpty;
    }

    private SdpErrorKind HandleMedia(ReadOnlySpan<char> value)
    {
        if (_session.Media.Count == SdpLimits.MaxMedia)
            return SdpErrorKind.TooMany;
        var error = MediaLineParser.TryParse(value, _defaultDirection, out _media);
        if (_media is not null)
            _session.Media.Add(_media);
        return error;
    }

    private SdpErrorKind HandleAttribute(ReadOnlySpan<char> attribute)
    {
        var colon = attribute.IndexOf(':');
        var name = colon < 0 ? attribute : attribute[..colon];
        var value = colon < 0 ? default : attribute[(colon + 1)..].Trim(' ');
        if (TransportAttributeParser.TryHandle((TransportAttributes?)_media ?? _session, name, value, out var error))
            return error;
        if (_media is null)
            return HandleSessionAttribute(name, value);
        error = MediaAttributeParser.Handle(_media, name, value);
        if (error == SdpErrorKind.None && name is "mid" && !_mids.Add(_media.Mid!))
            return SdpErrorKind.DuplicateMid;
        return error;
    }

    private SdpErrorKind HandleSessionAttribute(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "ice-lite":
                _session.IsIceLite = true;
                return SdpErrorKind.None;
            case "msid-semantic":
                _session.MsidSemantic = value.ToString();
                return SdpErrorKind.None;
            case "group":
                return AddGroup(value);
            default:
                _defaultDirection = SdpDirectionExtensions.Parse(name) ?? _defaultDirection;
                return SdpErrorKind.None;
        }
    }

    private readonly SdpErrorKind AddGroup(ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var semantics = words.Next();
        if (semantics.IsEmpty)
            return SdpErrorKind.BadAttribute;
        var mids = new List<string>();
        for (var mid = words.Next(); !mid.IsEmpty; mid = words.Next())
        {
            if (mids.Count == SdpLimits.MaxMedia)
                return SdpErrorKind.TooMany;
            mids.Add(mid.ToString());
        }

        return _session.Groups.TryAdd(new MediaGroup(semantics.ToString(), mids), SdpLimits.MaxGroups);
    }
}
