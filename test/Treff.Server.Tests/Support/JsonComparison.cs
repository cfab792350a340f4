using System.Text.Json;

namespace Treff.Server.Tests.Support;

/// <summary>Two JSON values field by field. Where every run has another value (ids, times), only its kind is compared.</summary>
internal static class JsonComparison
{
    private static readonly HashSet<string> OtherInEveryRun = new(StringComparer.Ordinal)
    {
        "sid", "id", "creation_time", "creation_time_ms", "joined_at", "joined_at_ms", "created_at", "unix_micro", "version", "cid", "mid", "ssrc", "repair_ssrc",
        "creationTime", "creationTimeMs", "joinedAt", "joinedAtMs", "createdAt", "unixMicro", "repairSsrc",
    };

    /// <summary>Paths such as <c>rooms[api-room].metadata</c> with what differs there.</summary>
    public static IEnumerable<(string Path, string Text)> Differences(JsonElement recorded, JsonElement actual) => Compare("", recorded, actual);

    private static IEnumerable<(string Path, string Text)> Compare(string path, JsonElement recorded, JsonElement actual)
    {
        if (recorded.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
            return CompareObjects(path, recorded, actual);
        if (recorded.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
            return CompareArrays(path, recorded, actual);
        var name = path[(path.LastIndexOf('.') + 1)..];
        var same = OtherInEveryRun.Contains(name) ? recorded.ValueKind == actual.ValueKind : recorded.GetRawText() == actual.GetRawText() || SameText(recorded, actual);
        return same ? [] : [(path, $"recorded {Short(recorded)}, ours {Short(actual)}")];
    }

    private static bool SameText(JsonElement recorded, JsonElement actual) =>
        recorded.ValueKind == JsonValueKind.String && actual.ValueKind == JsonValueKind.String && recorded.GetString() == actual.GetString();

    private static IEnumerable<(string Path, string Text)> CompareObjects(string path, JsonElement recorded, JsonElement actual)
    {
        foreach (var property in recorded.EnumerateObject())
        {
            var inner = path.Length > 0 ? $"{path}.{property.Name}" : property.Name;
            if (!actual.TryGetProperty(property.Name, out var other))
            {
                yield return (inner, $"recorded {Short(property.Value)}, ours has no such field");
                continue;
            }

            foreach (var difference in Compare(inner, property.Value, other))
                yield return difference;
        }

        foreach (var property in actual.EnumerateObject().Where(property => !recorded.TryGetProperty(property.Name, out _)))
            yield return (path.Length > 0 ? $"{path}.{property.Name}" : property.Name, $"not recorded, ours {Short(property.Value)}");
    }

    private static IEnumerable<(string Path, string Text)> CompareArrays(string path, JsonElement recorded, JsonElement actual)
    {
        var left = Keyed(recorded);
        var right = Keyed(actual);
        foreach (var (key, value) in left)
        {
            var inner = $"{path}[{key}]";
            if (!right.TryGetValue(key, out var other))
            {
                yield return (inner, $"recorded {Short(value)}, ours has no such entry");
                continue;
            }

            foreach (var difference in Compare(inner, value, other))
                yield return difference;
        }

        foreach (var (key, value) in right.Where(entry => !left.ContainsKey(entry.Key)))
            yield return ($"{path}[{key}]", $"not recorded, ours {Short(value)}");
    }

    /// <summary>Entries by what they are about, where that says it; else by their place.</summary>
    private static Dictionary<string, JsonElement> Keyed(JsonElement array)
    {
        var entries = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var place = 0;
        foreach (var entry in array.EnumerateArray())
        {
            var key = entry.ValueKind == JsonValueKind.Object ? Text(entry, "identity") ?? Text(entry, "mime") ?? Text(entry, "type") ?? Text(entry, "name") : null;
            entries.Add(key ?? $"{place}", entry);
            place++;
        }

        return entries;
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Shortened(value.GetString()!) : null;

    private static string Short(JsonElement value) => Shortened(value.GetRawText());

    private static string Shortened(string text) => text.Length > 120 ? text[..40] + "…" : text;
}
