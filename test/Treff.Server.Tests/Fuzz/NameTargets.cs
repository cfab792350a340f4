using System.Text;
using Treff.Fuzz;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Tests.Fuzz;

/// <summary>Meeting codes, names and languages, also as text that is no Unicode.</summary>
internal static class NameTargets
{
    public static FuzzTarget Create() => new ParserTarget(
        "names",
        [
            "abc-defg-hij"u8.ToArray(),
            " ABC defg--hij "u8.ToArray(),
            "Anna-Lena Müller 👩‍💻"u8.ToArray(),
            Encoding.Unicode.GetBytes("Ünï \u202E\uD83D\uDC69 code"),
            "de-DE,de;q=0.9,en;q=0.8,*;q=0.1"u8.ToArray(),
        ],
        static bytes =>
        {
            Check(Encoding.UTF8.GetString(bytes));
            Check(Encoding.Latin1.GetString(bytes));
            // Every pair of bytes a character: also halves of surrogate pairs.
            Check(string.Create(bytes.Length / 2, bytes, static (text, source) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)(source[2 * i] | (source[(2 * i) + 1] << 8));
            }));
        });

    private static void Check(string text)
    {
        if (MeetingId.TryParse(text, out var id))
            Assert.True(id.ToString().Length == MeetingId.Length && MeetingId.TryParse(id.ToString(), out var again) && again == id);
        if (NameText.Check("display_name", text, out var name) is null)
            Assert.InRange(name.EnumerateRunes().Count(), 1, NameText.MaxLength);
        AcceptLanguage.Choose(text);
    }
}
