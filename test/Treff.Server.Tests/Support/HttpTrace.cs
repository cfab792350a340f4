using System.Text.Json;

namespace Treff.Server.Tests.Support;

/// <summary>One request to a real LiveKit and its answer, as recorded.</summary>
internal sealed class HttpTrace(JsonElement row)
{
    private readonly JsonElement _request = row.GetProperty("request");
    private readonly JsonElement _response = row.GetProperty("response");

    public string Name { get; } = row.GetProperty("name").GetString()!;

    public string Verb => Text(_request, "verb")!;

    public string Path => Text(_request, "path")!;

    public string? Authorization => Text(_request, "authorization");

    public JsonElement Grant => _request.GetProperty("token_video_grant");

    public bool IsJson => Text(_request, "encoding") == "json";

    /// <summary>Null where a large body was not kept.</summary>
    public byte[]? Body => Text(_request, "body_b64") is { } base64 ? Convert.FromBase64String(base64) : null;

    public int Status => _response.GetProperty("status").GetInt32();

    public string? ContentType => Text(_response, "content_type");

    public byte[]? ResponseBody => Text(_response, "body_b64") is { } base64 ? Convert.FromBase64String(base64) : null;

    public string? MessageType => Text(_response, "message_type");

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        _request.GetProperty("headers").EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!));

    public static IReadOnlyList<HttpTrace> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("test", "traces", "http", file)));
        return [.. json.RootElement.EnumerateArray().Select(row => new HttpTrace(row.Clone()))];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
