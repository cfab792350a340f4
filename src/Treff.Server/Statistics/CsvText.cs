using System.Buffers;
using System.Text;

namespace Treff.Server.Statistics;

/// <summary>
/// Comma-separated values (RFC 4180). What people chose themselves cannot become a formula: spreadsheets calculate cells that begin with
/// =, +, - or @, and those set to other separators find cells inside ours.
/// </summary>
public sealed class CsvText
{
    // Full-width forms count as well: spreadsheets with East Asian settings fold them.
    private const string FormulaStarts = "=+-@＝＋－＠";

    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\r\n\t'");

    private readonly StringBuilder _text = new();
    private bool _isFirst = true;

    /// <summary>One more cell of ours: a number, a time, a word.</summary>
    public CsvText Cell(string? value)
    {
        if (!_isFirst)
            _text.Append(',');
        _isFirst = false;
        AppendQuoted(value ?? "");
        return this;
    }

    /// <summary>One more cell with something that somebody else wrote.</summary>
    public CsvText ForeignCell(string? value) => Cell(Neutralise(value ?? ""));

    public CsvText EndRow()
    {
        _text.Append("\r\n");
        _isFirst = true;
        return this;
    }

    /// <summary>UTF-8 with a byte order mark, without which Excel takes it for another encoding.</summary>
    public byte[] ToBytes() => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_text.ToString())];

    private void AppendQuoted(string value)
    {
        if (!value.AsSpan().ContainsAny(Special) && value.Trim().Length == value.Length)
            _text.Append(value);
        else
            _text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>An apostrophe before whatever would start a formula, at the beginning and behind each separator that some spreadsheet may know; control characters become spaces.</summary>
    private static string Neutralise(string value)
    {
        var result = new StringBuilder(value.Length + 1);
        var atStart = true;
        foreach (var character in value)
        {
            var plain = char.IsControl(character) ? ' ' : character;
            if (atStart && FormulaStarts.Contains(plain, StringComparison.Ordinal))
                result.Append('\'');
            result.Append(plain);
            var separates = plain is ';' or ',' or '|' || char.IsControl(character);
            atStart = separates || (atStart && (char.IsWhiteSpace(plain) || plain is '"' or '\''));
        }

        return result.ToString();
    }
}
