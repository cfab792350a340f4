using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;

namespace Treff.LiveKit;

/// <summary>
/// One call of a Twirp service over HTTP with protobuf bodies: <c>POST {base}/twirp/livekit.{Service}/{Method}</c>. Every failure, also of
/// the network, becomes a <see cref="RoomServiceException"/> with a code.
/// </summary>
public sealed class TwirpClient
{
    /// <summary>What LiveKit's own SDKs wait.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly MediaTypeHeaderValue Protobuf = new("application/protobuf");

    private readonly HttpClient _http;
    private readonly Uri _baseAddress;
    private readonly TimeSpan _timeout;

    /// <summary>Calls the server at <paramref name="livekitUrl"/>.</summary>
    /// <param name="http">Shared and pooled; its own time-out is not used.</param>
    /// <param name="livekitUrl">ws, wss, http or https; a path prefix is kept.</param>
    /// <param name="timeout">Of one call; <see cref="DefaultTimeout"/> when null.</param>
    public TwirpClient(HttpClient http, Uri livekitUrl, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(livekitUrl);
        _http = http;
        _timeout = timeout ?? DefaultTimeout;
        var scheme = livekitUrl.Scheme is "wss" or "https" ? "https" : "http";
        _baseAddress = new UriBuilder(livekitUrl)
        {
            Scheme = scheme,
            Port = livekitUrl.IsDefaultPort ? -1 : livekitUrl.Port,
            Path = livekitUrl.AbsolutePath.TrimEnd('/') + "/twirp/",
        }.Uri;
    }

    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request, string token, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, new()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout);
        try
        {
            using var response = await SendAsync(method, request, token, deadline.Token);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return response.IsSuccessStatusCode ? Parse<TResponse>(method, body) : throw Failure((int)response.StatusCode, body);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RoomServiceException(TwirpErrorCode.DeadlineExceeded, $"{method}: no answer within {_timeout.TotalSeconds:0.#} s", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new RoomServiceException(TwirpErrorCode.Unavailable, $"{method}: {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string method, IMessage request, string token, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request.ToByteArray());
        content.Headers.ContentType = Protobuf;
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_baseAddress, method));
        message.Content = content;
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(message, cancellationToken);
    }

    private static TResponse Parse<TResponse>(string method, byte[] body)
        where TResponse : IMessage<TResponse>, new()
    {
        try
        {
            return new MessageParser<TResponse>(() => new TResponse()).ParseFrom(body);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new RoomServiceException(TwirpErrorCode.Internal, $"{method}: the answer cannot be decoded", exception);
        }
    }

    private static RoomServiceException Failure(int status, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (AccessTokenJson.Text(json.RootElement, "code") is { } code)
                return new RoomServiceException(TwirpErrorCodes.FromName(code), AccessTokenJson.Text(json.RootElement, "msg") ?? code);
        }
        catch (JsonException)
        {
            // Not Twirp: a proxy's page, or the plain text that refuses a token. Its text may repeat the token, so it is not shown.
        }

        return new RoomServiceException(TwirpErrorCodes.FromHttpStatus(status), $"HTTP status {status}");
    }
}
