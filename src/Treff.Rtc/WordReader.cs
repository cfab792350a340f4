namespace Treff.Rtc;

/// <summary>Takes words off a line of text, separated by one or more spaces.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>The next word, empty at the end.</summary>
    public ReadOnlySpan<char> Next()
    {
        _rest = _rest.TrimStart(' ');
        var end = _rest.IndexOf(' ');
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>Everything behind the last word that was taken, without surrounding spaces.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest.Trim(' ');
}
