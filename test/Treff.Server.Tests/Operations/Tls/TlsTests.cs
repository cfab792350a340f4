using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations.Tls;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Tls;

/// <summary>TLS in the process, over real sockets.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pages_and_links_are_https_and_signalling_is_wss()
    {
        await using var app = await StartAsync();
        Assert.Equal("https", app.Address.Scheme);
        Assert.Equal(TreffApp.Page, await app.Http.GetStringAsync("/"));
        var created = await app.PostAsync("/api/v1/meetings/create", new { });
        var id = created.GetProperty("meeting_id").GetString()!;
        Assert.StartsWith($"https://{app.Address.Authority}/", created.GetProperty("meeting_url").GetString(), StringComparison.Ordinal);
        Assert.Equal($"wss://{app.Address.Authority}", (await app.JoinAsync(id)).GetProperty("livekit_url").GetString());
    }

    [Theory]
    [InlineData("meet.example.org", true)]
    [InlineData("localhost", false)]
    [InlineData("192.0.2.7:8443", false)]
    public async Task Behind_a_name_browsers_are_told_to_stay_with_TLS(string host, bool isTold)
    {
        await using var app = await StartAsync();
        app.Http.DefaultRequestHeaders.Host = host;
        using var response = await app.SendAsync(HttpMethod.Get, "/");
        Assert.Equal(isTold, response.Headers.TryGetValues("Strict-Transport-Security", out var values) && values.Single() == "max-age=31536000");
    }

    [Fact]
    public async Task Plain_http_gets_no_answer_on_a_port_with_tls()
    {
        await using var app = await StartAsync();
        using var plain = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://{app.Address.Authority}/health")));
    }

    [Fact]
    public async Task A_renewed_certificate_is_served_without_a_restart_and_open_connections_stay()
    {
        await using var app = await StartAsync();
        using var open = await OpenAsync(app);
        Assert.Equal("CN=first", open.RemoteCertificate!.Subject);
        TestCertificate.Write(_folder, "second");
        app.Time.Advance(TlsFileReload.Interval);
        await Until.TrueAsync(async () =>
        {
            using var next = await OpenAsync(app);
            return next.RemoteCertificate!.Subject == "CN=second";
        });
        await open.WriteAsync("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.NotEqual(0, await open.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Files_that_are_being_written_change_nothing_and_are_told_once()
    {
        await using var app = await StartAsync();
        var reload = app.Services.GetRequiredService<TlsFileReload>();
        var key = File.ReadAllText(Path.Combine(_folder.Path, "key.pem"));
        TestCertificate.Write(_folder, "second");
        var newKey = File.ReadAllText(Path.Combine(_folder.Path, "key.pem"));
        File.WriteAllText(Path.Combine(_folder.Path, "key.pem"), key);
        reload.Reload();
        reload.Reload();
        Assert.Equal("CN=first", app.Services.GetRequiredService<TlsCertificates>().Current.Subject);
        Assert.Single(app.Logs.Lines, line => line.Contains("The changed TLS files are not served", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder.Path, "key.pem"), newKey);
        reload.Reload();
        Assert.Equal("CN=second", app.Services.GetRequiredService<TlsCertificates>().Current.Subject);
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_warned_of()
    {
        var files = TestCertificate.Write(_folder, "late", TreffApp.Start.AddDays(3));
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { TlsFiles = files });
        Assert.Contains(app.Logs.Lines, line => line.Contains("CN=late is valid only until 2026-01-18", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_warning_comes_back_once_a_day()
    {
        var files = TestCertificate.Write(_folder, "late", TreffApp.Start.AddDays(3));
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { TlsFiles = files });
        var reload = app.Services.GetRequiredService<TlsFileReload>();
        reload.Reload();
        Assert.Equal(1, Warnings());
        app.SetClockOn(TimeSpan.FromHours(25));
        reload.Reload();
        reload.Reload();
        Assert.Equal(2, Warnings());

        int Warnings() => app.Logs.Lines.Count(line => line.Contains("CN=late is valid only until", StringComparison.Ordinal));
    }

    private Task<TreffApp> StartAsync() => TreffApp.StartAsync(new TreffAppSettings { TlsFiles = TestCertificate.Write(_folder, "first") });

    private static async Task<SslStream> OpenAsync(TreffApp app)
    {
        var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, TestCertificate.IsAccepted);
        await stream.AuthenticateAsClientAsync("localhost").WaitAsync(TimeSpan.FromSeconds(20));
        return stream;
    }
}
