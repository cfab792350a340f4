using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Messages in protobuf's JSON form: names in either spelling, enums by name or number, 64-bit numbers as text or number, unknown names
/// ignored. Bytes may come in either base64 alphabet, padded or not; Google's parser knows only the one.
/// </summary>
public static class TwirpJsonReader
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidProtocolBufferException">Not such a message.</exception>
    /// <exception cref="InvalidJsonException">Not JSON.</exception>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static T Read<T>(byte[] json)
        where T : class, IMessage<T>, new()
    {
        var bytesFields = new T().Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Bytes).ToList();
        return Parser.Parse<T>(StrictUtf8.GetString(bytesFields.Count > 0 ? WithPlainBase64(bytesFields, json) : json));
    }

    private static byte[] WithPlainBase64(List<FieldDescriptor> bytesFields, byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(buffer);
            Copy(document.RootElement, bytesFields, writer);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A text in it is no Unicode.", exception);
        }

        return buffer.ToArray();
    }

    private static void Copy(JsonElement root, List<FieldDescriptor> bytesFields, Utf8JsonWriter writer)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            root.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in root.EnumerateObject())
        {
            var isBytes = property.Value.ValueKind == JsonValueKind.String
                && bytesFields.Exists(field => field.JsonName == property.Name || field.Name == property.Name);
            if (isBytes)
                writer.WriteString(property.Name, Plain(property.Value.GetString() ?? ""));
            else
                property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static string Plain(string base64)
    {
        var text = base64.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }
}
