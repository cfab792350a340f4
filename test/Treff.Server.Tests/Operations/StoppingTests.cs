using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

/// <summary>The end of a server that is asked to end.</summary>
public class StoppingTests
{
    [Fact]
    public async Task SIGTERM_ends_it_within_ten_seconds_whoever_keeps_a_connection_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var folder = new TemporaryFolder();
        using var server = await TreffProcess.ServeAsync(folder.Path);
        var address = server.Http.BaseAddress!;
        // Half a request, and a connection without any.
        using var half = new TcpClient(address.Host, address.Port);
        await half.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /api/v1/meetings/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"));
        using var silent = new TcpClient(address.Host, address.Port);
        using var created = await server.Http.PostAsJsonAsync("/api/v1/meetings/create", new { });
        Assert.True(created.IsSuccessStatusCode);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await server.TerminateAsync());
        // What supervisors grant.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Half_a_request_leaves_time_for_what_stops_after_the_web_server()
    {
        // Nothing else ends the request: without an end to it this test has none.
        var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            Configure = services => services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan),
        });
        var address = app.Http.BaseAddress!;
        using var half = new TcpClient(address.Host, address.Port);
        await half.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /api/v1/meetings/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
        // The server reads the body: it is in the middle of the request.
        Assert.StartsWith("HTTP/1.1 100", await new StreamReader(half.GetStream()).ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var folder = await app.StopAsync();
    }

    [Theory]
    [InlineData("POST", "/api/v1/meetings/abc-defg-hij/join", 503)]
    [InlineData("GET", "/rtc/v1", 503)]
    [InlineData("GET", "/api/v1/meetings/abc-defg-hij/info", 200)]
    [InlineData("GET", "/health/live", 200)]
    public async Task While_it_stops_nothing_new_begins(string method, string path, int expected)
    {
        using var lifetime = new Lifetime();
        var gate = new StoppingGate(context => context.Response.WriteAsync("passed"), lifetime);
        async Task<DefaultHttpContext> SendAsync()
        {
            var http = new DefaultHttpContext { RequestServices = WebApplication.CreateSlimBuilder().Build().Services };
            (http.Request.Method, http.Request.Path, http.Response.Body) = (method, path, new MemoryStream());
            await gate.InvokeAsync(http);
            return http;
        }

        Assert.Equal(200, (await SendAsync()).Response.StatusCode);
        lifetime.StopApplication();
        var last = await SendAsync();
        Assert.Equal(expected, last.Response.StatusCode);
        Assert.Equal(expected == 503 ? "5" : "", last.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Readiness_follows_what_it_needs_and_liveness_does_not()
    {
        await using var app = await TreffApp.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(app, "ready"));
        app.Rooms.Failure = new LiveKit.RoomServiceException(LiveKit.TwirpErrorCode.Unavailable, "gone");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "degraded"), await AskAsync(app, "ready"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(app, "live"));
    }

    private static async Task<(HttpStatusCode Status, string? Word)> AskAsync(TreffApp app, string what)
    {
        using var response = await app.SendAsync(HttpMethod.Get, "/health/" + what);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
