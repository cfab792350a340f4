using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Messages as LiveKit's API writes them: names as in the proto file, every field present, unset messages null, 64-bit numbers as text,
/// enums by name. Google's own formatter leaves unset messages out, and programs that read the JSON by hand rely on them.
/// </summary>
public static class TwirpJsonWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
            WriteMessage(json, message);
        return buffer.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (IsLeftOut(field, message))
                continue;
            json.WritePropertyName(field.Name);
            WriteField(json, field, field.Accessor.GetValue(message));
        }

        json.WriteEndObject();
    }

    /// <summary>Alternatives that were not chosen and optional values without one have no default to show.</summary>
    private static bool IsLeftOut(FieldDescriptor field, IMessage message) =>
        field.ContainingOneof is not null && !field.Accessor.HasValue(message);

    private static void WriteField(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case IDictionary map:
                WriteMap(json, field, map);
                break;
            case IList list when field.IsRepeated:
                json.WriteStartArray();
                foreach (var item in list)
                    WriteValue(json, field, item);
                json.WriteEndArray();
                break;
            default:
                WriteValue(json, field, value);
                break;
        }
    }

    /// <summary>Keys in order, as LiveKit's encoder has them.</summary>
    private static void WriteMap(Utf8JsonWriter json, FieldDescriptor field, IDictionary map)
    {
        var values = field.MessageType.FindFieldByNumber(2);
        json.WriteStartObject();
        foreach (var (name, key) in map.Keys.Cast<object>()
            .Select(key => (Name: Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", Key: key))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            WriteValue(json, values, map[key]);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case IMessage message:
                WriteMessage(json, message);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case Enum:
                WriteEnum(json, field.EnumType, Convert.ToInt32(value, CultureInfo.InvariantCulture));
                break;
            default:
                WriteNumber(json, value);
                break;
        }
    }

    private static void WriteEnum(Utf8JsonWriter json, EnumDescriptor type, int number)
    {
        if (type.FindValueByNumber(number) is { } known)
            json.WriteStringValue(known.Name);
        else
            json.WriteNumberValue(number);
    }

    private static void WriteNumber(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case int number:
                json.WriteNumberValue(number);
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                // JSON has no place for 64-bit integers, nor for NaN and infinity.
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
