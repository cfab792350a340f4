using System.Text;
using Treff.Server.Statistics;

namespace Treff.Server.Tests.Statistics;

[Trait("Database", "SQLite")]
public class CsvTextTests
{
    [Theory]
    [InlineData("Anna", "Anna")]
    [InlineData("", "")]
    [InlineData("Anna Müller 🎉", "Anna Müller 🎉")]
    [InlineData("Müller, Anna", "\"Müller, Anna\"")]
    [InlineData("Anna \"die\" Erste", "\"Anna \"\"die\"\" Erste\"")]
    [InlineData(" Anna ", "\" Anna \"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49 30", "\"'+49 30\"")]
    [InlineData("-Anna-", "\"'-Anna-\"")]
    [InlineData("@sum", "\"'@sum\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("  =1", "\"  '=1\"")]
    [InlineData("\"=1", "\"\"\"'=1\"")]
    [InlineData("a;=HYPERLINK(1)", "\"a;'=HYPERLINK(1)\"")]
    [InlineData("a\t=1", "a '=1")]
    [InlineData("a\r\n=1", "\"a  '=1\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("a-b@c+d", "a-b@c+d")]
    public void What_somebody_wrote_is_a_text_and_nothing_else(string value, string expected)
    {
        var written = Encoding.UTF8.GetString(new CsvText().ForeignCell(value).EndRow().ToBytes().AsSpan(3)).TrimEnd('\r', '\n');
        // A quote more or less is the same cell; what counts is what a reader gets out of it.
        Assert.Equal(Read(expected), Read(written));
        Assert.DoesNotContain('\t', written);
        Assert.DoesNotContain('\n', written);
    }

    [Fact]
    public void Rows_end_as_the_RFC_wants_and_the_file_says_that_it_is_UTF8()
    {
        var bytes = new CsvText().Cell("a").Cell(null).Cell("b").EndRow().Cell("1").ForeignCell("x,y").EndRow().ToBytes();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("a,,b\r\n1,\"x,y\"\r\n", Encoding.UTF8.GetString(bytes.AsSpan(3)));
    }

    private static string Read(string cell) => cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
}
