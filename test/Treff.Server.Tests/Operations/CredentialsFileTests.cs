using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

public class CredentialsFileTests
{
    [Fact]
    public void Is_written_once_and_kept()
    {
        using var folder = new TemporaryFolder();
        var first = CredentialsFile.ReadOrCreate(folder.Path);
        Assert.StartsWith("API", first.Key, StringComparison.Ordinal);
        Assert.Equal(43, first.Secret.Length);
        Assert.Equal(first, CredentialsFile.ReadOrCreate(folder.Path));
    }

    [Fact]
    public void Only_the_owner_may_read_it_even_when_it_was_opened_to_others()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, CredentialsFile.FileName);
        CredentialsFile.ReadOrCreate(folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        CredentialsFile.ReadOrCreate(folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_second_line_is_the_pair_before()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, CredentialsFile.FileName), "new: one\n\nold: two\n");
        var credentials = CredentialsFile.ReadOrCreate(folder.Path);
        Assert.Equal(("new", "one", "old", "two"), (credentials.Key, credentials.Secret, credentials.Previous!.Key, credentials.Previous.Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("key")]
    [InlineData("key:")]
    [InlineData(": secret")]
    [InlineData("a: b\nc")]
    [InlineData("a: b\nc: d\ne: f")]
    public void A_broken_file_says_what_to_do(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, CredentialsFile.FileName), content);
        Assert.Contains("Delete it", Assert.Throws<InvalidDataException>(() => CredentialsFile.ReadOrCreate(folder.Path)).Message, StringComparison.Ordinal);
    }
}
