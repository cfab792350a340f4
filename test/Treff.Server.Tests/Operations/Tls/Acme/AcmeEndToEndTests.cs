using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Tests.Support;
using Treff.Server.Tests.Support.Acme;

namespace Treff.Server.Tests.Operations.Tls.Acme;

/// <summary>Nobody does anything by hand: the server listens, gets its certificate and renews it.</summary>
public class AcmeEndToEndTests
{
    [Fact]
    public async Task A_running_server_gets_its_certificate_and_renews_it_while_connections_stay_open()
    {
        await using var authority = await AcmeServer.StartAsync();
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            Tls = new TlsOptions { Domains = ["localhost"], AcmeDirectoryUrl = authority.DirectoryUrl, HttpPort = 0 },
        });
        authority.Time = app.Time;
        authority.ValidateAt(app.PlainAddress!.Port);
        var certificates = app.Services.GetRequiredService<TlsCertificates>();
        await Until.TrueAsync(() => certificates.Current.Origin == TlsOrigin.Acme);
        var (first, isTrusted) = await AcmeApp.ShakeHandsAsync(app, "localhost", authority.Authority, app.Time.GetUtcNow());
        Assert.True(isTrusted);

        using var open = new TcpClient();
        await open.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = new SslStream(open.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync("localhost").WaitAsync(TimeSpan.FromSeconds(20));

        app.SetClockOn(TimeSpan.FromDays(61));
        await Until.TrueAsync(() =>
        {
            app.Time.Advance(AcmeSchedule.Look);
            return authority.Issued > 1 && certificates.Current.NotAfter > first.NotAfter.ToUniversalTime();
        });
        var (second, isSecondTrusted) = await AcmeApp.ShakeHandsAsync(app, "localhost", authority.Authority, app.Time.GetUtcNow());
        Assert.True(isSecondTrusted);
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        await stream.WriteAsync("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task The_program_gets_a_certificate_by_settings_alone_and_keeps_it_over_a_restart()
    {
        await using var authority = await AcmeServer.StartAsync();
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["TLS_DOMAIN"] = "localhost", ["HTTP_PORT"] = "0", ["ACME_DIRECTORY_URL"] = authority.DirectoryUrl.ToString() };
        string shown;
        using (var treff = await TreffProcess.ServeAsync(folder.Path, settings))
        {
            authority.ValidateAt(treff.PlainAddress!.Port);
            await Until.TrueAsync(() => ShownBy(treff).Issuer == "CN=Test issuer");
            shown = ShownBy(treff).Serial;
            await treff.KillAsync();
        }

        using var again = await TreffProcess.ServeAsync(folder.Path, settings);
        Assert.Equal(("CN=Test issuer", shown), ShownBy(again));
        Assert.Equal(1, authority.Issued);
        Assert.Contains("\"status\"", await again.Http.GetStringAsync("/health"), StringComparison.Ordinal);
        await again.KillAsync();
    }

    private static (string Issuer, string Serial) ShownBy(TreffProcess process)
    {
        using var client = new TcpClient(process.Http.BaseAddress!.Host, process.Http.BaseAddress.Port);
        using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        stream.AuthenticateAsClient("localhost");
        return (stream.RemoteCertificate!.Issuer, stream.RemoteCertificate.GetSerialNumberString());
    }
}
