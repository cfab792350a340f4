using Treff.Server.Meetings;

namespace Treff.Server.Tests.Meetings;

[Trait("Database", "SQLite")]
public class MeetingIdTests
{
    [Theory]
    [InlineData("abc-defg-hij", "abc-defg-hij")]
    [InlineData("ABC-DEFG-HIJ", "abc-defg-hij")]
    [InlineData("abcdefghij", "abc-defg-hij")]
    [InlineData("abc-1234-xyz", "abc-1234-xyz")]
    [InlineData("AbC1234xYz", "abc-1234-xyz")]
    [InlineData("  abc-defg-hij ", "abc-defg-hij")]
    [InlineData("abcd-efg-hij", "abc-defg-hij")]
    public void Forgives_case_spaces_and_hyphens(string text, string expected)
    {
        Assert.True(MeetingId.TryParse(text, out var id));
        Assert.Equal(expected, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("abc-defg-hi")]
    [InlineData("abc-defg-hijk")]
    [InlineData("abc-defg-hi!")]
    [InlineData("äbc-defg-hij")]
    [InlineData("abc defg hij")]
    [InlineData("abc_defg_hij")]
    [InlineData("../../../etc")]
    [InlineData("ａbc-defg-hij")]
    [InlineData("ıbc-defg-hij")]
    [InlineData("abc-defg-hij\0")]
    public void Refuses_what_cannot_be_one(string? text) => Assert.False(MeetingId.TryParse(text, out _));

    [Fact]
    public void New_ones_have_the_canonical_form_and_differ()
    {
        var ids = Enumerable.Range(0, 2000).Select(_ => MeetingId.Create().ToString()).ToList();
        Assert.All(ids, id => Assert.Matches("^[a-z]{3}-[a-z]{4}-[a-z]{3}$", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Every_letter_is_equally_likely()
    {
        var counts = Enumerable.Range(0, 5200).SelectMany(_ => MeetingId.Create().ToString().Replace("-", "", StringComparison.Ordinal)).CountBy(letter => letter).ToList();
        Assert.Equal(26, counts.Count);
        // 2,000 expected of each with a standard deviation of 44: ±7 of those never happen by chance.
        Assert.All(counts, count => Assert.InRange(count.Value, 1690, 2310));
    }
}
