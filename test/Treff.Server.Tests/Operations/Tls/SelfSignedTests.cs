using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations.Tls;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Tls;

/// <summary>TLS_SELF_SIGNED.</summary>
public class SelfSignedTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task It_is_for_every_name_and_address_of_this_machine_and_told_with_its_fingerprint()
    {
        await using var app = await StartAsync(frontend: new Uri("https://treff.lan:8000"));
        var served = Served(app);
        Assert.All(["localhost", "127.0.0.1", "::1", Dns.GetHostName(), "treff.lan"], host => Assert.True(served.Covers(host), host));
        Assert.False(served.Covers("other.lan"));
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", served.Fingerprint);
        Assert.Contains(app.Logs.Lines, line => line.Contains(served.Fingerprint, StringComparison.Ordinal) && line.Contains("Accept the Risk", StringComparison.Ordinal));
        Assert.Equal(TreffApp.Page, await app.Http.GetStringAsync("/"));
    }

    [Fact]
    public async Task Browsers_are_not_told_to_stay_because_nobody_could_go_past_the_next_warning()
    {
        await using var app = await StartAsync();
        app.Http.DefaultRequestHeaders.Host = "treff.lan";
        using var response = await app.SendAsync(HttpMethod.Get, "/");
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task It_is_kept_for_its_owner_only_and_is_the_same_after_a_restart()
    {
        var first = await StartAsync();
        var fingerprint = Served(first).Fingerprint;
        if (!OperatingSystem.IsWindows())
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(first.DataDirectory, SelfSignedFile.FileName)));
        var folder = await first.StopAsync();
        await using var second = await StartAsync(folder: folder);
        Assert.Equal(fingerprint, Served(second).Fingerprint);
    }

    [Theory]
    [InlineData("https://other.lan", 0, "")]
    [InlineData("https://treff.lan", 791, "")]
    [InlineData("https://treff.lan", -2, "")]
    [InlineData("https://treff.lan", 0, "nonsense")]
    public async Task It_is_made_anew_for_another_name_before_it_ends_and_when_it_is_damaged(string frontend, int daysLater, string contents)
    {
        var first = await StartAsync(frontend: new Uri("https://treff.lan"));
        var fingerprint = Served(first).Fingerprint;
        if (contents.Length > 0)
            File.WriteAllText(Path.Combine(first.DataDirectory, SelfSignedFile.FileName), contents);
        var folder = await first.StopAsync();
        await using var second = await StartAsync(folder, new Uri(frontend), TreffApp.Start.AddDays(daysLater));
        Assert.NotEqual(fingerprint, Served(second).Fingerprint);
        Assert.True(Served(second).Covers(new Uri(frontend).Host));
    }

    [Fact]
    public async Task A_server_that_runs_for_years_renews_it_by_itself()
    {
        await using var app = await StartAsync();
        var before = Served(app);
        app.SetClockOn(SelfSignedFile.Lifetime - SelfSignedFile.RenewBefore + TimeSpan.FromHours(1));
        for (var i = 0; i < 100 && Served(app).Fingerprint == before.Fingerprint; i++)
        {
            app.Time.Advance(SelfSignedRenewal.Interval);
            await Task.Delay(50);
        }

        Assert.True(Served(app).NotAfter > before.NotAfter.AddDays(700));
        Assert.Equal(2, app.Logs.Lines.Count(line => line.Contains("SHA-256 fingerprint", StringComparison.Ordinal)));
    }

    private static TlsCertificate Served(TreffApp app) => app.Services.GetRequiredService<TlsCertificates>().Current;

    private static Task<TreffApp> StartAsync(TemporaryFolder? folder = null, Uri? frontend = null, DateTimeOffset? now = null) => TreffApp.StartAsync(new TreffAppSettings
    {
        Folder = folder,
        Time = new(now ?? TreffApp.Start),
        FrontendUrl = frontend,
        Tls = new TlsOptions { IsSelfSigned = true },
    });
}
