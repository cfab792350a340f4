using Treff.Server.Operations;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

/// <summary>The program as a process.</summary>
public class StartupTests
{
    [Fact]
    public async Task Wrong_settings_end_it_with_readable_lines_and_code_1()
    {
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["PORT"] = "x", ["MAX_PARTICIPANTS"] = "0" });
        Assert.Equal(1, code);
        Assert.Equal(3, error.Trim().Split('\n').Length);
        Assert.Contains("PORT is “x” but must be a whole number from 0 to 65535.", error, StringComparison.Ordinal);
        Assert.Contains("MAX_PARTICIPANTS", error, StringComparison.Ordinal);
        Assert.Contains("docs/configuration.md", error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_key_file_ends_it_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, CredentialsFile.FileName), "nonsense");
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["PORT"] = "0", ["DATA_DIR"] = folder.Path });
        Assert.Equal(1, code);
        Assert.Contains("must hold one line", error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_certificate_ends_it_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["PORT"] = "0", ["DATA_DIR"] = folder.Path, ["TLS_CERT_FILE"] = "/nowhere/c.pem", ["TLS_KEY_FILE"] = "/nowhere/k.pem" });
        Assert.Equal(1, code);
        Assert.Contains("TLS_CERT_FILE: there is no file /nowhere/c.pem.", error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_none_ends_it_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, StorageSetup.FileName), new string('x', 8192));
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["PORT"] = "0", ["DATA_DIR"] = folder.Path });
        Assert.Equal(1, code);
        Assert.Contains("not a database", error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error, StringComparison.Ordinal);
    }
}
