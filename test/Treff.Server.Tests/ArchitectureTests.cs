using System.Text.RegularExpressions;

namespace Treff.Server.Tests;

/// <summary>The rules between folders of docs/architecture.md that project references cannot keep.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Folder, and the namespaces of ours that its files may use beside their own.</summary>
    public static TheoryData<string, string[]> Folders => new()
    {
        { "Treff.Rtc/Ice", [] },
        { "Treff.Rtc/Srtp", [] },
        { "Treff.Rtc/Dtls", ["Treff.Rtc.Srtp"] },
        { "Treff.Rtc/Sctp", [] },
        { "Treff.Rtc/Sdp", ["Treff.Rtc.Ice"] },
        { "Treff.Rtc/Rtp", [] },
        { "Treff.Rtc/Rtcp", [] },
        { "Treff.Rtc/Streams", ["Treff.Rtc.Rtp", "Treff.Rtc.Rtcp"] },
        { "Treff.Rtc/Congestion", ["Treff.Rtc.Rtcp"] },
        { "Treff.Sfu/Udp", ["Treff.Rtc"] },
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder, string[] allowed)
    {
        var own = folder.Replace('/', '.');
        var permitted = allowed.Append(own).ToArray();
        var violations =
            from file in Directory.EnumerateFiles(Path.Combine(Source(), folder), "*.cs", SearchOption.AllDirectories)
            from Match use in TreffUsing().Matches(File.ReadAllText(file))
            let name = use.Groups["name"].Value
            where name != "Treff.Rtc" && !permitted.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal))
            select $"{Path.GetFileName(file)} uses {name}";
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("Treff.Rtc")]
    [InlineData("Treff.Sfu")]
    [InlineData("Treff.LiveKit")]
    public void Only_the_server_knows_the_web_framework_and_the_database(string project)
    {
        var violations =
            from file in Directory.EnumerateFiles(Path.Combine(Source(), project), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            where text.Contains("Microsoft.AspNetCore", StringComparison.Ordinal) || text.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            select Path.GetFileName(file);
        Assert.Empty(violations);
    }

    private static string Source()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Treff.slnx")))
                return Path.Combine(folder.FullName, "src");
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>Treff\.[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TreffUsing();
}
