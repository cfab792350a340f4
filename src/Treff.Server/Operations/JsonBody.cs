using System.Buffers;
using System.Text.Json;
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
        var request = context.Request;
        if (request.ContentLength > MaxBytes)
            return (new T(), Problems.BodyTooLarge);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, context.RequestAborted);
            if (length > MaxBytes)
                return (new T(), Problems.BodyTooLarge);
            if (length == 0)
                return (new T(), null);
            return IsJson(request.ContentType) ? Parse<T>(context, buffer.AsSpan(0, length)) : (new T(), Problems.WrongContentType);
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

    private static (T Value, Problem? Problem) Parse<T>(HttpContext context, ReadOnlySpan<byte> body)
        where T : class, new()
    {
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            var withoutMark = body.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? body[3..] : body;
            return JsonSerializer.Deserialize<T>(withoutMark, options) is { } value ? (value, null) : (new T(), Problems.MalformedJson("null"));
        }
        catch (JsonException exception)
        {
            // "$.name" is a field of the wrong type; "$" or nothing is broken JSON.
            var isField = exception.Path?.StartsWith("$.", StringComparison.Ordinal) == true && exception.InnerException is InvalidOperationException;
            return (new T(), isField ? Problems.WrongType(exception.Path![2..]) : Problems.MalformedJson(Where(exception)));
        }
    }

    private static string Where(JsonException exception) => $"{exception.LineNumber + 1 ?? 1}:{exception.BytePositionInLine + 1 ?? 1}";
}
