using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>Somebody's web server that webhooks go to.</summary>
internal sealed class WebhookTarget : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly AccessTokenVerifier _verifier;
    private readonly Task _serving;
    private int _arrived;

    public WebhookTarget(AccessTokenVerifier verifier)
    {
        _verifier = verifier;
        for (var port = Random.Shared.Next(20_000, 30_000); !_listener.IsListening; port++)
        {
            Url = new Uri($"http://127.0.0.1:{port}/hook?key=of-the-receiver");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
            }
            catch (HttpListenerException)
            {
                // Taken.
            }
        }

        _serving = ServeAsync();
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>The status for the n-th request (from 0) about a room.</summary>
    public Func<int, Request, int> Answer { get; set; } = (_, _) => 200;

    /// <summary>While it is closed, requests wait.</summary>
    public SemaphoreSlim? Gate { get; set; }

    /// <summary>Requests that came, answered or not.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    public IReadOnlyList<Request> Requests => [.. _requests];

    public IReadOnlyList<WebhookEvent> Accepted => [.. _requests.Where(request => request.Status == 200).Select(request => request.Event!)];

    public async Task WaitForAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 500 && !condition(); attempt++)
            await Task.Delay(10);
        Assert.True(condition(), $"{_requests.Count} requests came");
    }

    public async ValueTask DisposeAsync()
    {
        Gate?.Release(1000);
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = AnswerAsync(context);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        Webhook.TryVerify(_verifier, context.Request.Headers["Authorization"], body.ToArray(), out var happened);
        var request = new Request(body.ToArray(), context.Request.Headers["Authorization"], context.Request.ContentType, context.Request.RawUrl, happened) { Headers = new NameValueCollection(context.Request.Headers) };
        Interlocked.Increment(ref _arrived);
        if (Gate is not null)
            await Gate.WaitAsync();
        request.Status = Answer(_requests.Count(earlier => earlier.Event?.Room.Name == happened?.Room.Name), request);
        _requests.Enqueue(request);
        context.Response.StatusCode = request.Status;
        context.Response.Close();
    }

    /// <param name="Body">As it came.</param>
    /// <param name="Authorization">The header.</param>
    /// <param name="ContentType">The header.</param>
    /// <param name="Path">With the query.</param>
    /// <param name="Event">Null when the signature does not fit.</param>
    internal sealed record Request(byte[] Body, string? Authorization, string? ContentType, string? Path, WebhookEvent? Event)
    {
        public int Status { get; set; }

        public required NameValueCollection Headers { get; init; }
    }
}
