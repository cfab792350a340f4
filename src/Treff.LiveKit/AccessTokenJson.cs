using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>The claims as JSON. Absent and default are the same on the wire, so defaults are not written.</summary>
internal static class AccessTokenJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonParser RoomConfigParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static byte[] Write(AccessTokenClaims claims)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            WriteRegistered(writer, claims);
            WriteText(writer, "name", claims.Name);
            WriteText(writer, "metadata", claims.Metadata);
            WriteAttributes(writer, claims.Attributes);
            if (claims.Kind != ParticipantInfo.Types.Kind.Standard)
                writer.WriteString("kind", KindName(claims.Kind));
            VideoGrantJson.Write(writer, claims.Video);
            WriteText(writer, "roomPreset", claims.RoomPreset);
            WriteText(writer, "sha256", claims.Sha256);
            if (claims.RoomConfig is not null)
            {
                writer.WritePropertyName("roomConfig");
                writer.WriteRawValue(JsonFormatter.Default.Format(claims.RoomConfig));
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string? ReadAlgorithm(ReadOnlyMemory<byte> header)
    {
        using var json = JsonDocument.Parse(header);
        return Text(json.RootElement, "alg");
    }

    public static bool TryRead(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out AccessTokenClaims? claims)
    {
        using var json = JsonDocument.Parse(payload);
        var root = json.RootElement;
        claims = null;
        if (root.ValueKind != JsonValueKind.Object || !TryReadRoomConfig(root, out var roomConfig))
            return false;
        claims = new AccessTokenClaims
        {
            ApiKey = Text(root, "iss") ?? "",
            // Tokens of old SDKs carry the identity in jti.
            Identity = Text(root, "sub") ?? Text(root, "jti") ?? "",
            NotBefore = Time(root, "nbf"),
            ExpiresAt = Time(root, "exp"),
            Name = Text(root, "name") ?? "",
            Metadata = Text(root, "metadata") ?? "",
            Attributes = ReadAttributes(root),
            Kind = KindOf(Text(root, "kind")),
            Video = root.TryGetProperty("video", out var video) ? VideoGrantJson.Read(video) : new VideoGrant(),
            RoomPreset = Text(root, "roomPreset") ?? "",
            RoomConfig = roomConfig,
            Sha256 = Text(root, "sha256") ?? "",
        };
        return true;
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static void WriteRegistered(Utf8JsonWriter writer, AccessTokenClaims claims)
    {
        writer.WriteString("iss", claims.ApiKey);
        WriteText(writer, "sub", claims.Identity);
        if (claims.NotBefore is { } notBefore)
            writer.WriteNumber("nbf", notBefore.ToUnixTimeSeconds());
        if (claims.ExpiresAt is { } expiresAt)
            writer.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
            writer.WriteString(name, value);
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count == 0)
            return;
        writer.WriteStartObject("attributes");
        foreach (var (name, value) in attributes)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static Dictionary<string, string> ReadAttributes(JsonElement root)
    {
        var attributes = new Dictionary<string, string>();
        if (!root.TryGetProperty("attributes", out var element) || element.ValueKind != JsonValueKind.Object)
            return attributes;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String)
                attributes[property.Name] = property.Value.GetString()!;
        }

        return attributes;
    }

    private static DateTimeOffset? Time(JsonElement root, string name)
    {
        // RFC 7519 section 2: seconds, fractions allowed. The bounds are those of DateTimeOffset.
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds))
            return null;
        return seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;
    }

    private static bool TryReadRoomConfig(JsonElement root, out RoomConfiguration? roomConfig)
    {
        roomConfig = null;
        if (!root.TryGetProperty("roomConfig", out var element) || element.ValueKind != JsonValueKind.Object)
            return true;
        try
        {
            roomConfig = RoomConfigParser.Parse<RoomConfiguration>(element.GetRawText());
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static string KindName(ParticipantInfo.Types.Kind kind) => kind switch
    {
        ParticipantInfo.Types.Kind.Ingress => "ingress",
        ParticipantInfo.Types.Kind.Egress => "egress",
        ParticipantInfo.Types.Kind.Sip => "sip",
        ParticipantInfo.Types.Kind.Agent => "agent",
        ParticipantInfo.Types.Kind.Connector => "connector",
        ParticipantInfo.Types.Kind.Bridge => "bridge",
        _ => "standard",
    };

    private static ParticipantInfo.Types.Kind KindOf(string? name) =>
        Enum.GetValues<ParticipantInfo.Types.Kind>().FirstOrDefault(kind => KindName(kind) == name);
}
