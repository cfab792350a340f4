using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations;
using Treff.Server.Operations.Tls;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Tls;

/// <summary>The port without TLS beside the one with it.</summary>
public sealed class PlainRequestsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose()
    {
        _folder.Dispose();
        _http.Dispose();
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/meeting/abc-defg-hij?x=%20y&z=%C3%A4")]
    [InlineData("GET", "//other.example.org/")]
    [InlineData("GET", "/health")]
    [InlineData("POST", "/api/v1/meetings/create")]
    [InlineData("GET", "/rtc/v1?access_token=x")]
    public async Task Everything_is_sent_to_the_same_address_with_tls(string method, string path)
    {
        await using var app = await StartAsync("meet.example.org");
        using var response = await AskAsync(app, "meet.example.org", path, new HttpMethod(method));
        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal($"https://meet.example.org:{app.Address.Port}{path}", response.Headers.Location!.OriginalString);
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("other.example.org")]
    [InlineData("192.0.2.7")]
    [InlineData("[2001:db8::7]:8080")]
    [InlineData("meet.example.org.other.example")]
    public async Task A_foreign_host_is_not_where_people_are_sent(string host)
    {
        await using var app = await StartAsync("meet.example.org");
        using var response = await AskAsync(app, host, "/x");
        Assert.Equal($"https://meet.example.org:{app.Address.Port}/x", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_public_address_goes_before_everything()
    {
        await using var app = await StartAsync("meet.example.org", new Uri("https://treff.example.org:444"));
        foreach (var host in new[] { "treff.example.org", "treff.example.org:8080", "other.example.org" })
        {
            using var response = await AskAsync(app, host, "/x");
            Assert.Equal("https://treff.example.org:444/x", response.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task With_a_certificate_of_its_own_making_addresses_lead_on_and_foreign_names_nowhere()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Tls = new TlsOptions { IsSelfSigned = true, HttpPort = 0 } });
        foreach (var host in new[] { "localhost", "127.0.0.1" })
        {
            using var response = await AskAsync(app, host, "/x");
            Assert.Equal($"https://{host}:{app.Address.Port}/x", response.Headers.Location!.OriginalString);
        }

        using var refused = await AskAsync(app, "other.example.org", "/x");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
        Assert.Contains("host_unknown", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenges_that_nobody_expects_are_not_there()
    {
        await using var app = await StartAsync("meet.example.org");
        foreach (var path in new[] { "/.well-known/acme-challenge/x", "/.well-known/acme-challenge/", "/.well-known/acme-challenge" })
        {
            using var response = await AskAsync(app, "meet.example.org", path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Connections_are_limited_over_both_ports_together()
    {
        var settings = new TreffAppSettings
        {
            TlsFiles = TestCertificate.Write(_folder, "localhost"),
            Limits = new StrangerLimits { MaxConnectionsPerAddress = 1, RequestTimeout = TimeSpan.FromMinutes(1) },
            TrustedProxies = [],
        };
        await using var app = await TreffApp.StartAsync(settings with { Tls = new TlsOptions { Files = settings.TlsFiles, HttpPort = 0 } });
        using var response = await app.SendAsync(HttpMethod.Get, "/health"); // its connection stays
        Assert.True(await IsRefusedAsync(app.PlainAddress!));
    }

    [Fact]
    public async Task Media_over_tcp_stays_on_the_port_with_tls()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, Tls = new TlsOptions { IsSelfSigned = true, HttpPort = 0 } });
        Assert.Equal(app.Address.Port, app.Services.GetRequiredService<MediaListener>().Port);
    }

    private static async Task<bool> IsRefusedAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)) == 0;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return true;
        }
    }

    private Task<TreffApp> StartAsync(string name, Uri? frontend = null) => TreffApp.StartAsync(new TreffAppSettings
    {
        Tls = new TlsOptions { Files = TestCertificate.Write(_folder, name), HttpPort = 0 },
        FrontendUrl = frontend,
    });

    private async Task<HttpResponseMessage> AskAsync(TreffApp app, string host, string path, HttpMethod? method = null)
    {
        // What the client writes into the request line is what stands here, without "//" being taken for a host.
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, app.PlainAddress!.GetLeftPart(UriPartial.Authority) + path);
        request.Headers.Host = host;
        return await _http.SendAsync(request);
    }
}
