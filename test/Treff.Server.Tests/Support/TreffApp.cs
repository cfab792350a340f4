using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Pages;

namespace Treff.Server.Tests.Support;

/// <summary>The real server on a port of its own, with a database in a temporary folder or on a PostgreSQL server, time that stands still, and a media server as the <see cref="TestShape"/> says.</summary>
internal sealed class TreffApp : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public const string Page = "<!doctype html><title>Treff test page</title>";

    private readonly TemporaryFolder _folder;
    private readonly WebApplication _app;

    private TreffApp(TemporaryFolder folder, WebApplication app, TreffAppSettings settings, ITestMedia media)
    {
        _folder = folder;
        _app = app;
        Media = media;
        Time = settings.Time;
        Logs = settings.Logs;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        Address = addresses[0];
        PlainAddress = addresses.ElementAtOrDefault(1);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = TestCertificate.IsAccepted } })
        {
            BaseAddress = Address,
        };
        media.Serve(this);
    }

    public Uri Address { get; }

    /// <summary>The port without TLS beside the one with it.</summary>
    public Uri? PlainAddress { get; }

    public HttpClient Http { get; }

    public ITestMedia Media { get; }

    /// <summary>The inside of a media server made of a dictionary; what asks for it has the trait <see cref="TestShape.Trait"/>.</summary>
    public FakeRoomService Rooms => ((FakeMedia)Media).Rooms;

    /// <summary>What the media server knows.</summary>
    public IRoomService RoomService => Services.GetRequiredService<IRoomService>();

    public FakeTimeProvider Time { get; }

    public CapturedLogs Logs { get; }

    public IServiceProvider Services => _app.Services;

    public string DataDirectory => Path.Combine(_folder.Path, "data");

    public static async Task<TreffApp> StartAsync(TreffAppSettings? settings = null)
    {
        settings ??= new TreffAppSettings();
        var folder = settings.Folder ?? new TemporaryFolder();
        var root = WriteWebClient(folder);
        var media = settings.Media ?? (settings.UsesRealMedia ? new FakeMedia(settings.Rooms) : await TestShape.StartMediaAsync(settings));
        var database = settings.Database ?? await folder.DatabaseAsync();
        var app = TreffServer.Build(settings.Options(folder, database, media.Url), services =>
        {
            services.AddSingleton<TimeProvider>(settings.Time);
            services.AddSingleton(new WebClientFiles(root));
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(settings.Logs);
            if (settings.Ids is { } ids)
                services.AddSingleton<MeetingIdSource>(ids);
            if (!settings.UsesRealMedia)
                media.AddTo(services);
            settings.Configure?.Invoke(services);
        });
        await Startup.StartAsync(app);
        return new TreffApp(folder, app, settings, media);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? contentType = "application/json", string? language = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return await Http.SendAsync(request);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> CreateMeetingAsync() => (await PostAsync("/api/v1/meetings/create", new { })).GetProperty("meeting_id").GetString()!;

    public Task<JsonElement> JoinAsync(string id, string name = "Anna") => PostAsync($"/api/v1/meetings/{id}/join", new { display_name = name });

    /// <summary>A room as the media server knows it; null: it does not.</summary>
    public async Task<Room?> RoomAsync(string name) => (await RoomService.ListRoomsAsync([name], CancellationToken.None)).SingleOrDefault();

    /// <summary>All rooms of the media server.</summary>
    public Task<IReadOnlyList<Room>> RoomsAsync() => RoomService.ListRoomsAsync([], CancellationToken.None);

    /// <summary>It is later than before, and no timer has run meanwhile: a day of them takes seconds, and what they do is not what the test asks for.</summary>
    public void SetClockOn(TimeSpan by) => Time.AdjustTime(Time.GetUtcNow() + by);

    /// <summary>Stops the server and leaves its data for another one.</summary>
    public async Task<TemporaryFolder> StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        return _folder;
    }

    public async ValueTask DisposeAsync()
    {
        var folder = await StopAsync();
        await Media.DisposeAsync();
        folder.Dispose();
    }

    private static string WriteWebClient(TemporaryFolder folder)
    {
        var root = Path.Combine(folder.Path, "wwwroot");
        Directory.CreateDirectory(Path.Combine(root, "assets"));
        File.WriteAllText(Path.Combine(root, "index.html"), Page);
        File.WriteAllText(Path.Combine(root, "favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
        File.WriteAllText(Path.Combine(root, "assets", "index-abc123.js"), string.Concat(Enumerable.Repeat("console.log('treff');\n", 500)));
        return root;
    }
}
