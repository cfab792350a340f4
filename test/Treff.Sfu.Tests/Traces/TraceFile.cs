using System.IO.Compression;
using System.Text.Json;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Tests.Traces;

/// <summary>One step of a recorded exchange: a request, what LiveKit answered, a further connection, or the client's end of one.</summary>
internal sealed record TraceMessage(double Milliseconds, SignalRequest? Request, SignalResponse? Response)
{
    /// <summary>The client connects again.</summary>
    public JoinRequest? Join { get; init; }

    /// <summary>What the test that was recorded did.</summary>
    public string Action { get; init; } = "";

    /// <summary>The client's socket is gone.</summary>
    public bool IsClose { get; init; }
}

/// <summary>What one participant and a real LiveKit said to each other, from <c>test/traces/signal</c>.</summary>
internal sealed class TraceFile
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private TraceFile(JoinRequest join, bool hasTwoConnections, JsonElement claims, IReadOnlyList<TraceMessage> messages)
    {
        Join = join;
        HasTwoConnections = hasTwoConnections;
        Claims = claims;
        Messages = messages;
    }

    public JoinRequest Join { get; }

    /// <summary>The client came to <c>/rtc</c> without a join request.</summary>
    public bool HasTwoConnections { get; }

    public JsonElement Claims { get; }

    public IReadOnlyList<TraceMessage> Messages { get; }

    public IEnumerable<SignalRequest> Requests => Messages.Where(message => message.Request is not null).Select(message => message.Request!);

    public IEnumerable<SignalResponse> Responses => Messages.Where(message => message.Response is not null).Select(message => message.Response!);

    public static TraceFile Read(string name)
    {
        JoinRequest? join = null;
        var hasTwoConnections = false;
        JsonElement claims = default;
        var messages = new List<TraceMessage>();
        foreach (var line in ReadLines(name))
        {
            var element = JsonDocument.Parse(line).RootElement;
            var kind = element.GetProperty("kind").GetString();
            var time = element.GetProperty("t_ms").GetDouble();
            if (kind == "@connect")
            {
                hasTwoConnections = !element.TryGetProperty("join_request", out var request);
                var next = hasTwoConnections
                    ? FromQuery(element.GetProperty("query"))
                    : Json.Parse<JoinRequest>(request.GetProperty("message").GetRawText());
                if (join is not null)
                    messages.Add(new TraceMessage(time, null, null) { Join = next });
                join ??= next;
                claims = element.GetProperty("token_claims");
            }
            else if (kind == "@action")
            {
                messages.Add(new TraceMessage(time, null, null) { Action = element.GetProperty("text").GetString()! });
            }
            else if (kind == "@close" && element.GetProperty("direction").GetString() == "client")
            {
                messages.Add(new TraceMessage(time, null, null) { IsClose = true });
            }
            else if (ReadMessage(element) is { } message)
            {
                messages.Add(message);
            }
        }

        return new TraceFile(join ?? throw new InvalidDataException("No @connect in " + name), hasTwoConnections, claims, messages);
    }

    private static JoinRequest FromQuery(JsonElement query) => new()
    {
        ClientInfo = new ClientInfo { Protocol = Number(query, "protocol"), ClientProtocol = Number(query, "client_protocol") },
        ConnectionSettings = new ConnectionSettings { AutoSubscribe = Number(query, "auto_subscribe") == 1 },
        Reconnect = Number(query, "reconnect") == 1,
    };

    private static int Number(JsonElement query, string name) =>
        query.TryGetProperty(name, out var value) ? int.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static TraceMessage? ReadMessage(JsonElement element)
    {
        if (!element.TryGetProperty("raw", out var raw) || element.GetProperty("channel").GetString() != "signal")
            return null;
        var time = element.GetProperty("t_ms").GetDouble();
        var bytes = raw.GetBytesFromBase64();
        return element.GetProperty("direction").GetString() == "client"
            ? new TraceMessage(time, SignalRequest.Parser.ParseFrom(bytes), null)
            : new TraceMessage(time, null, SignalResponse.Parser.ParseFrom(bytes));
    }

    private static IEnumerable<string> ReadLines(string name)
    {
        using var file = File.OpenRead(Path.Combine(Folder(), "signal", name + ".jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string Folder()
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
