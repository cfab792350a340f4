using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http.Features;

namespace Treff.Server.LiveKitApi;

/// <summary>A message on its way in or out, in the encoding that the caller chose: protobuf or its JSON form.</summary>
public sealed class TwirpBody
{
    public const string Json = "application/json";

    public const string Protobuf = "application/protobuf";

    /// <summary>LiveKit's limit.</summary>
    public const long MaxBytes = 10 * 1024 * 1024;

    private readonly bool _isJson;

    private TwirpBody(bool isJson) => _isJson = isJson;

    /// <summary>Null for a content type that is neither; parameters such as a charset do not matter.</summary>
    public static TwirpBody? For(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var contentType = request.ContentType ?? "";
        var mediaType = contentType.Split(';', 2)[0].Trim();
        if (mediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
            return new TwirpBody(isJson: true);
        return mediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) ? new TwirpBody(isJson: false) : null;
    }

    /// <summary>The bytes, or null when they are more than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext context, long maxBytes = MaxBytes)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            return buffer.ToArray();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    public bool TryParse<T>(byte[] bytes, [NotNullWhen(true)] out T? message, [NotNullWhen(false)] out TwirpError? error)
        where T : class, IMessage<T>, new()
    {
        error = null;
        try
        {
            message = _isJson ? TwirpJsonReader.Read<T>(bytes) : new MessageParser<T>(() => new T()).ParseFrom(bytes);
            return true;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException or JsonException or DecoderFallbackException)
        {
            message = null;
            error = Malformed(_isJson ? "the json request could not be decoded" : "the protobuf request could not be decoded");
            return false;
        }
    }

    public Task WriteAsync(HttpContext context, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(context);
        var bytes = _isJson ? TwirpJsonWriter.Write(message) : message.ToByteArray();
        context.Response.ContentType = _isJson ? Json : Protobuf;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public static TwirpError Malformed(string text) => new(LiveKit.TwirpErrorCode.Malformed, text);
}
