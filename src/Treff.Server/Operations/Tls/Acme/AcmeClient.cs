using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>An answer of the authority.</summary>
/// <param name="Body">JSON, or a certificate chain in PEM form.</param>
/// <param name="IsNew">It has made what was asked for just now.</param>
/// <param name="Location">Of what was made or found.</param>
/// <param name="RetryAfter">When asking again makes sense.</param>
internal sealed record AcmeAnswer(string Body, bool IsNew, Uri? Location, TimeSpan? RetryAfter)
{
    public T Read<T>() => AcmeClient.Parse<T>(Body);
}

/// <summary>
/// Speaks with an ACME server (RFC 8555, section 6): signed requests, each with a nonce that the last answer brought. Not thread-safe: requests go one after
/// the other.
/// </summary>
internal sealed class AcmeClient : IDisposable
{
    /// <summary>Chains are a few kilobytes.</summary>
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Authorities forget nonces when they restart, and behind a load balancer more than once in a row.</summary>
    private const int NonceTries = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly AcmeKey _key;
    private readonly Uri _directoryUrl;
    private readonly TimeProvider _time;
    private AcmeDirectory? _directory;
    private string? _nonce;

    public AcmeClient(Uri directoryUrl, AcmeKey key, TimeProvider time)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        // Section 6.1 requires it.
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Treff", Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)));
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        (_directoryUrl, _key, _time) = (directoryUrl, key, time);
    }

    public AcmeKey Key => _key;

    /// <summary>Who asks; null until it is known.</summary>
    public Uri? Account { get; set; }

    public async Task<AcmeDirectory> DirectoryAsync(CancellationToken cancellationToken)
    {
        if (_directory is { } known)
            return known;
        using var response = await _http.GetAsync(_directoryUrl, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await FailureAsync(response, cancellationToken);
        return _directory = Parse<AcmeDirectory>(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Asks for a resource (section 6.3).</summary>
    public Task<AcmeAnswer> GetAsync(Uri url, CancellationToken cancellationToken) => PostAsync(url, payload: null, cancellationToken);

    /// <exception cref="AcmeException">The authority refuses.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<AcmeAnswer> PostAsync(Uri url, object? payload, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await PostOnceAsync(url, payload, cancellationToken);
            }
            catch (AcmeException exception) when (exception.Problem == "badNonce" && tries < NonceTries)
            {
                // The refusal brought a new one (section 6.5).
            }
        }
    }

    public void Dispose() => _http.Dispose();

    internal static T Parse<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, AcmeJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new AcmeException(AcmeFailureKind.Other, $"its answer is none of ACME's ({exception.Message})");
        }
    }

    private async Task<AcmeAnswer> PostOnceAsync(Uri url, object? payload, CancellationToken cancellationToken)
    {
        var nonce = _nonce ?? await NewNonceAsync(cancellationToken);
        _nonce = null; // a nonce is used once
        using var content = new ByteArrayContent(_key.Sign(url, nonce, Account, payload));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
        using var response = await _http.PostAsync(url, content, cancellationToken);
        KeepNonce(response);
        if (!response.IsSuccessStatusCode)
            throw await FailureAsync(response, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var location = response.Headers.Location is { } relative ? new Uri(url, relative) : null;
        return new AcmeAnswer(body, response.StatusCode == HttpStatusCode.Created, location, RetryAfter(response));
    }

    private async Task<string> NewNonceAsync(CancellationToken cancellationToken)
    {
        var directory = await DirectoryAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Head, directory.NewNonce);
        using var response = await _http.SendAsync(request, cancellationToken);
        KeepNonce(response);
        return _nonce ?? throw new AcmeException(AcmeFailureKind.Other, $"{directory.NewNonce} answered {(int)response.StatusCode}, without a nonce");
    }

    private void KeepNonce(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Replay-Nonce", out var nonces))
            _nonce = nonces.First();
    }

    private async Task<AcmeException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var retryAfter = RetryAfter(response);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == Problem.ContentType)
            return AcmeException.Of(Parse<AcmeProblem>(body), retryAfter);
        var kind = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => AcmeFailureKind.RateLimited,
            >= HttpStatusCode.InternalServerError => AcmeFailureKind.Unreachable,
            _ => AcmeFailureKind.Other,
        };
        return new AcmeException(kind, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}", retryAfter);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }
}
