namespace Treff.Rtc.Tests.Support;

/// <summary>Finds the recordings in test/traces, wherever the tests were built to.</summary>
internal static class Traces
{
    public static string Folder { get; } = Find();

    public static IEnumerable<string> SdpFiles() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "sdp"), "*.sdp", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string ReadSdp(string name) => File.ReadAllText(Path.Combine(Folder, "sdp", name));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "test", "traces");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("test/traces was not found above " + AppContext.BaseDirectory);
    }
}
