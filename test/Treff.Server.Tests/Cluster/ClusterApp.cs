using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Cluster;
using Treff.Server.LiveKitApi;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Cluster;

/// <summary>A Treff with its media server elsewhere: calls go to a list, webhooks come over HTTP. Nothing is asked but when a test says so.</summary>
internal sealed class ClusterApp(TreffApp app, ClusterApp.Reader reader) : IAsyncDisposable
{
    /// <summary>A little after the first recorded webhook was signed.</summary>
    public static readonly DateTimeOffset Recorded = DateTimeOffset.FromUnixTimeSeconds(1795329140);

    public TreffApp App => app;

    public RoomRepair Repair => app.Services.GetRequiredService<RoomRepair>();

    public IReadOnlyList<WebhookEvent> Heard => reader.Heard;

    public static async Task<ClusterApp> StartAsync(TreffAppSettings? settings = null)
    {
        var reader = new Reader();
        settings ??= new TreffAppSettings();
        var app = await TreffApp.StartAsync(settings with
        {
            UsesRealMedia = true,
            LiveKitUrl = new Uri("ws://livekit.example.org"),
            Time = new FakeTimeProvider(Recorded),
            Configure = services =>
            {
                services.RemoveAll<IRoomService>();
                services.AddSingleton<IRoomService>(settings.Rooms);
                services.AddSingleton<IRoomEventReader>(reader);
                foreach (var loop in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is Func<IServiceProvider, RoomRepair>).ToList())
                    services.Remove(loop);
            },
        });
        return new ClusterApp(app, reader);
    }

    /// <summary>The recorded webhooks: what LiveKit signed and the exact bytes.</summary>
    public static IReadOnlyList<(string Authorization, byte[] Body)> RecordedWebhooks()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("test", "traces", "http", "webhooks.json")));
        return [.. json.RootElement.GetProperty("events").EnumerateArray().Select(happened =>
        {
            var request = happened.GetProperty("request");
            var header = request.GetProperty("headers").EnumerateArray().Single(h => h[0].GetString() == "Authorization")[1].GetString()!;
            var body = request.TryGetProperty("body_b64", out var base64) ? base64.GetBytesFromBase64() : Encoding.UTF8.GetBytes(request.GetProperty("body_text").GetString()!);
            return (header, body);
        })];
    }

    public async Task<HttpResponseMessage> PostAsync(string? authorization, byte[] body, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookEndpoint.Path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Webhook.ContentType);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return await app.Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(WebhookEvent happened)
    {
        var (body, authorization) = Webhook.Sign(TreffAppSettings.Development, happened, app.Time.GetUtcNow());
        return PostAsync(authorization, body);
    }

    /// <summary>Returns when the feed has handed on so many.</summary>
    public async Task HeardAsync(int count)
    {
        for (var attempt = 0; attempt < 1000 && reader.Heard.Count < count; attempt++)
            await Task.Delay(10);
        Assert.Equal(count, reader.Heard.Count);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    internal sealed class Reader : IRoomEventReader
    {
        private readonly ConcurrentQueue<WebhookEvent> _heard = new();

        public IReadOnlyList<WebhookEvent> Heard => [.. _heard];

        public void OnRoomEvent(WebhookEvent happened) => _heard.Enqueue(happened);
    }
}
