using System.Text.Json;

namespace Treff.LiveKit.Tests.Support;

/// <summary>What a real LiveKit answered, from test/traces.</summary>
internal static class Recordings
{
    public static JsonElement Http(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), "http", name + ".json")));
        return document.RootElement.Clone();
    }

    public static IEnumerable<string> SignalFiles() =>
        Directory.EnumerateFiles(Path.Combine(Folder(), "signal"), "*.jsonl.gz").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static string SignalFile(string name) => Path.Combine(Folder(), "signal", name);

    public static byte[] Bytes(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Convert.FromBase64String(value.GetString()!) : [];

    public static string Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "test", "traces")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("test/traces");
        return Path.Combine(folder.FullName, "test", "traces");
    }
}
