using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// The <c>join_request</c> parameter: base64 of a WrappedJoinRequest, whose inner bytes are a JoinRequest, usually gzipped. A stranger never gets
/// here: the token is checked before.
/// </summary>
public static class JoinRequestQuery
{
    /// <summary>LiveKit's limit for the decompressed request.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Null when <paramref name="join"/> could be read.</summary>
    public static RtcRefusal? Decode(string? parameter, out JoinRequest join)
    {
        join = new JoinRequest();
        if (string.IsNullOrEmpty(parameter))
            return BadRequest("join_request is required");
        if (!TryDecodeBase64(parameter, out var wrappedBytes))
            return BadRequest("cannot base64 decode wrapped join request");
        if (!TryParse(WrappedJoinRequest.Parser, wrappedBytes, out var wrapped))
            return BadRequest("cannot unmarshal wrapped join request");
        if (!TryUnwrap(wrapped, out var bytes))
            return BadRequest("cannot decompress join request");
        if (bytes.Length > MaxBytes)
            return BadRequest($"join request exceeds limits: max size {MaxBytes}");
        if (!TryParse(JoinRequest.Parser, bytes, out var parsed))
            return BadRequest("cannot unmarshal join request");
        join = parsed;
        return null;
    }

    private static RtcRefusal BadRequest(string text) => new(StatusCodes.Status400BadRequest, text);

    /// <summary>Both alphabets, with or without padding. A plus sign that was not escaped arrives as a space.</summary>
    private static bool TryDecodeBase64(string text, out byte[] bytes)
    {
        var urlSafe = text.TrimEnd('=').Replace('+', '-').Replace(' ', '-').Replace('/', '_');
        bytes = new byte[Base64Url.GetMaxDecodedLength(urlSafe.Length)];
        var status = Base64Url.DecodeFromChars(urlSafe, bytes, out _, out var written);
        Array.Resize(ref bytes, written);
        return status == OperationStatus.Done;
    }

    private static bool TryParse<T>(MessageParser<T> parser, byte[] bytes, out T message)
        where T : class, IMessage<T>, new()
    {
        try
        {
            message = parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = new T();
            return false;
        }
    }

    /// <summary>The inner bytes, at most one more than allowed: a compression bomb is not unpacked further.</summary>
    private static bool TryUnwrap(WrappedJoinRequest wrapped, out byte[] bytes)
    {
        bytes = [];
        if (wrapped.Compression == WrappedJoinRequest.Types.Compression.None)
        {
            bytes = wrapped.JoinRequest.ToByteArray();
            return true;
        }

        if (wrapped.Compression != WrappedJoinRequest.Types.Compression.Gzip)
            return false;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(wrapped.JoinRequest.ToByteArray()), CompressionMode.Decompress);
            var buffer = new byte[MaxBytes + 1];
            var length = gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            bytes = buffer[..length];
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
