using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Treff.Server.Operations;

/// <summary>
/// Reads a small JSON object from a request, with an answer for everything that can be wrong with it. The framework's own binding answers
/// without a body or in English only.
/// </summary>
public static class JsonBody
{
    /// <summary>Names and options need a few hundred bytes; 64 KiB leaves room and is read in one go.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The object, or an empty one when there is no body; otherwise the problem to answer with.</summary>
    public static async ValueTask<(T Value, Problem? Problem)> ReadAsync<T>(HttpContext context)
        where T : class, new()
    {
        var (body, problem) = await ReadPatchAsync<T>(context);
        return (body.Value, problem);
    }

    /// <summary>As <see cref="ReadAsync"/>, for requests in which a field left out means something else than null.</summary>
    public static async ValueTask<(JsonPatch<T> Body, Problem? Problem)> ReadPatchAsync<T>(HttpContext context)
        where T : class, new()
    {
        var request = context.Request;
        if (request.ContentLength > MaxBytes)
            return (new JsonPatch<T>(), Problems.BodyTooLarge);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, context.RequestAborted);
            if (length > MaxBytes)
                return (new JsonPatch<T>(), Problems.BodyTooLarge);
            if (length == 0)
                return (new JsonPatch<T>(), null);
            return IsJson(request.ContentType) ? Parse<T>(context, buffer.AsSpan(0, length)) : (new JsonPatch<T>(), Problems.WrongContentType);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static (JsonPatch<T> Body, Problem? Problem) Parse<T>(HttpContext context, ReadOnlySpan<byte> body)
        where T : class, new()
    {
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            var withoutMark = body.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? body[3..] : body;
            return JsonSerializer.Deserialize<T>(withoutMark, options) is { } value
                ? (new JsonPatch<T>(value, FieldsOf(withoutMark, options.GetTypeInfo(typeof(T)))), null)
                : (new JsonPatch<T>(), Problems.MalformedJson("null"));
        }
        catch (JsonException exception)
        {
            // "$.name" is a field of the wrong type; "$" or nothing, or an inner exception of the reader's own, is broken JSON.
            var isField = exception.Path?.StartsWith("$.", StringComparison.Ordinal) == true
                && exception.InnerException is null or InvalidOperationException or FormatException;
            return (new JsonPatch<T>(), isField ? WrongType(exception.Path![2..], options.GetTypeInfo(typeof(T))) : Problems.MalformedJson(Where(exception)));
        }
    }

    /// <summary>Which fields of the type stand in the object, and in objects inside it. The text has been read once already: it is good JSON.</summary>
    private static HashSet<string> FieldsOf(ReadOnlySpan<byte> body, JsonTypeInfo type)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body);
        JsonPropertyInfo? outer = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1)
            {
                outer = Find(ref reader, type);
                if (outer is not null)
                    fields.Add(outer.Name);
            }
            else if (reader.CurrentDepth == 2 && outer is not null && Find(ref reader, type.Options.GetTypeInfo(outer.PropertyType)) is { } inner)
                fields.Add($"{outer.Name}.{inner.Name}");
        }

        return fields;
    }

    // Upper and lower case count as the same, as they do when the object is read. Names of strangers are never decoded: they may be no Unicode.
    private static JsonPropertyInfo? Find(ref Utf8JsonReader reader, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (Ascii.EqualsIgnoreCase(reader.ValueSpan, property.Name) || (reader.ValueIsEscaped && reader.ValueTextEquals(property.Name)))
                return property;
        }

        return null;
    }

    private static Problem WrongType(string path, JsonTypeInfo type)
    {
        var field = type;
        foreach (var name in path.Split('.'))
        {
            if (field.Properties.FirstOrDefault(property => property.Name == name) is { } found)
                field = field.Options.GetTypeInfo(found.PropertyType);
        }

        return Problems.WrongType(path, Nullable.GetUnderlyingType(field.Type) ?? field.Type);
    }

    private static string Where(JsonException exception) => $"{exception.LineNumber + 1 ?? 1}:{exception.BytePositionInLine + 1 ?? 1}";
}

/// <summary>An object from a request, and which of its fields were written there.</summary>
public sealed class JsonPatch<T>(T value, IReadOnlySet<string> fields)
    where T : class, new()
{
    public JsonPatch()
        : this(new T(), new HashSet<string>())
    {
    }

    public T Value => value;

    /// <summary>The names that were written, those inside others as <c>outer.inner</c>.</summary>
    public IReadOnlySet<string> Fields => fields;

    /// <summary>Whether the field was there, null included; for one inside another, <c>outer.inner</c>.</summary>
    public bool Has(string field) => fields.Contains(field);
}
