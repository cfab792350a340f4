using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Polly;

namespace Treff.LiveKit;

/// <summary>
/// One call of a Twirp service over HTTP with protobuf bodies: <c>POST {base}/twirp/livekit.{Service}/{Method}</c>. Every failure, also of
/// the network, becomes a <see cref="RoomServiceException"/> with a code. What is safe to repeat is repeated, <see cref="TwirpRetries"/>.
/// </summary>
public sealed class TwirpClient
{
    /// <summary>What LiveKit's own SDKs wait, repetitions included.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Answers are some hundred bytes for each participant; nobody may fill the memory with one.</summary>
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private const string ProtobufType = "application/protobuf";

    private static readonly MediaTypeHeaderValue Protobuf = new(ProtobufType);

    private readonly HttpClient _http;
    private readonly Uri _baseAddress;
    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline _repeatable;
    private readonly ResiliencePipeline _once;

    /// <summary>Calls the server at <paramref name="livekitUrl"/>.</summary>
    /// <param name="http">Shared and pooled; its own time-out is not used.</param>
    /// <param name="livekitUrl">ws, wss, http or https; a path prefix is kept.</param>
    /// <param name="timeout">Of one call, with its repetitions; <see cref="DefaultTimeout"/> when null.</param>
    public TwirpClient(HttpClient http, Uri livekitUrl, TimeSpan? timeout = null)
        : this(http, livekitUrl, timeout, TwirpRetries.FirstPause)
    {
    }

    /// <summary>For tests, which need not wait.</summary>
    internal TwirpClient(HttpClient http, Uri livekitUrl, TimeSpan? timeout, TimeSpan firstPause)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(livekitUrl);
        _http = http;
        _timeout = timeout ?? DefaultTimeout;
        _repeatable = TwirpRetries.Create(_timeout, firstPause, isRepeatable: true);
        _once = TwirpRetries.Create(_timeout, firstPause, isRepeatable: false);
        var scheme = livekitUrl.Scheme is "wss" or "https" ? "https" : "http";
        _baseAddress = new UriBuilder(livekitUrl)
        {
            Scheme = scheme,
            Port = livekitUrl.IsDefaultPort ? -1 : livekitUrl.Port,
            Path = livekitUrl.AbsolutePath.TrimEnd('/') + "/twirp/",
        }.Uri;
    }

    /// <summary>The answer to a call.</summary>
    /// <param name="call">What is called, and what a second time would do.</param>
    /// <param name="request">Its message.</param>
    /// <param name="token">With the rights for it.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<TResponse> CallAsync<TResponse>(TwirpCall call, IMessage request, string token, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(call);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(call.Timeout ?? _timeout);
        var repetition = new Repetition(call);
        try
        {
            if (call.Timeout is not null)
                return await AttemptAsync<TResponse>(repetition, request, token, deadline.Token);
            return await (call.Repeat == TwirpRepeat.Never ? _once : _repeatable).ExecuteAsync(
                async attempt => await AttemptAsync<TResponse>(repetition, request, token, attempt), deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(call.Method, call.Timeout ?? _timeout, exception);
        }
        catch (Polly.Timeout.TimeoutRejectedException exception)
        {
            throw NoAnswer(call.Method, exception.Timeout, exception);
        }
    }

    private static RoomServiceException NoAnswer(string method, TimeSpan within, Exception exception) =>
        new(TwirpErrorCode.DeadlineExceeded, $"{method}: no answer within {within.TotalSeconds:0.#} s", exception);

    private async Task<TResponse> AttemptAsync<TResponse>(Repetition repetition, IMessage request, string token, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>, new()
    {
        repetition.Attempts++;
        var method = repetition.Call.Method;
        try
        {
            using var response = await SendAsync(method, request, token, cancellationToken);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
                return Parse<TResponse>(method, response.Content.Headers.ContentType?.MediaType, body);
            var failure = Failure((int)response.StatusCode, body);
            // The first attempt did it, only its answer was lost.
            var isDone = repetition is { Attempts: > 1, Call.Repeat: TwirpRepeat.UntilGone } && failure.Code == TwirpErrorCode.NotFound;
            return isDone ? new TResponse() : throw failure;
        }
        catch (HttpRequestException exception)
        {
            var wasSent = exception.HttpRequestError is not
                (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
            throw new RoomServiceException(TwirpErrorCode.Unavailable, $"{method}: {exception.Message}", exception)
            {
                Retry = wasSent ? TwirpRetry.WhereRepeatable : TwirpRetry.Always,
            };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string method, IMessage request, string token, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request.ToByteArray());
        content.Headers.ContentType = Protobuf;
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_baseAddress, method));
        message.Content = content;
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static TResponse Parse<TResponse>(string method, string? mediaType, byte[] body)
        where TResponse : IMessage<TResponse>, new()
    {
        // Some web site's page, answered to everything.
        if (mediaType is not null and not ProtobufType)
            throw new RoomServiceException(TwirpErrorCode.BadRoute, $"{method}: the answer is {mediaType}, not LiveKit's {ProtobufType}");
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
            if (AccessTokenJson.Text(json.RootElement, "code") is { } name)
            {
                var code = TwirpErrorCodes.FromName(name);
                return new RoomServiceException(code, AccessTokenJson.Text(json.RootElement, "msg") ?? name)
                {
                    IsAnswered = true,
                    Retry = code == TwirpErrorCode.Unavailable ? TwirpRetry.WhereRepeatable : TwirpRetry.Never,
                };
            }
        }
        catch (JsonException)
        {
            // Not Twirp: a proxy's page, or the plain text that refuses a token. Its text may repeat the token, so it is not shown.
        }

        return new RoomServiceException(TwirpErrorCodes.FromHttpStatus(status), $"HTTP status {status}")
        {
            Retry = status is 502 or 503 or 504 ? TwirpRetry.WhereRepeatable : TwirpRetry.Never,
        };
    }

    private sealed class Repetition(TwirpCall call)
    {
        public TwirpCall Call => call;

        public int Attempts { get; set; }
    }
}
