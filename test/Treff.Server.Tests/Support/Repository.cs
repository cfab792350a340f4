using System.IO.Compression;
using System.Text.Json;

namespace Treff.Server.Tests.Support;

/// <summary>Files of the repository, wherever the tests were built to.</summary>
internal static class Repository
{
    public static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Treff.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Treff.slnx");
        return Path.Combine([folder.FullName, .. parts]);
    }

    /// <summary>The <c>join_request</c> that a recorded client sent, exactly.</summary>
    public static string RecordedJoinRequest(string scenario)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf("test", "traces", "signal", scenario + ".jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("kind").GetString() == "@connect")
                return json.RootElement.GetProperty("join_request").GetProperty("query_value").GetString()!;
        }

        throw new InvalidDataException(scenario);
    }
}
