using System.Net;
using Treff.Server.Operations;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Tests.Admin;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

public class FirstRunCheckTests
{
    private static readonly IPAddress Public = IPAddress.Parse("5.9.1.2");
    private static readonly IPAddress Private = IPAddress.Parse("192.168.1.20");

    private static readonly ServerFacts Good = new()
    {
        Now = TreffApp.Start,
        FrontendUrl = new Uri("https://meet.example.org"),
        FrontendAddresses = [Public],
        OwnAddresses = [Public],
        MediaUdpPort = 7882,
        IsAskedSecurely = true,
        FreeBytes = 50_000_000_000,
    };

    private static readonly AcmeTrouble Trouble = new(AcmeFailureKind.Connection, new("Open port 80.", "Öffne Port 80."), TreffApp.Start.AddMinutes(3));

    public static TheoryData<ServerFacts, string, AdviceLevel> Cases => new()
    {
        { Good with { MediaFailure = new("OpenSSL 3 is missing.", "OpenSSL 3 fehlt.") }, "media_unavailable", AdviceLevel.Problem },
        { Good with { FrontendUrl = new Uri("http://meet.example.org") }, "tls_missing", AdviceLevel.Problem },
        { Good with { FrontendUrl = null, FrontendAddresses = [] }, "tls_missing", AdviceLevel.Problem },
        { Good with { IsAskedSecurely = false }, "tls_bypassed", AdviceLevel.Warning },
        { Good with { FrontendUrl = null, FrontendAddresses = [], HasTls = true }, "address_unset", AdviceLevel.Hint },
        { Good with { FrontendAddresses = null }, "address_unknown", AdviceLevel.Problem },
        { Good with { FrontendAddresses = [Private] }, "address_private", AdviceLevel.Hint },
        { Good with { OwnAddresses = [Private] }, "media_behind_router", AdviceLevel.Hint },
        { Good with { OwnAddresses = [Private], MediaAddresses = [Private] }, "media_address_other", AdviceLevel.Warning },
        { Good with { HasTls = true, CertificateOrigin = TlsOrigin.Files, CertificateEndsAt = TreffApp.Start.AddDays(13) }, "certificate_ends_soon", AdviceLevel.Warning },
        { Good with { HasTls = true, CertificateOrigin = TlsOrigin.Files, CertificateEndsAt = TreffApp.Start.AddDays(-1) }, "certificate_over", AdviceLevel.Problem },
        { Good with { HasTls = true, CertificateOrigin = TlsOrigin.SelfSigned, CertificateFingerprint = "AA:BB" }, "certificate_self_signed", AdviceLevel.Hint },
        { Automatic(TlsOrigin.Placeholder, 365), "certificate_awaited", AdviceLevel.Hint },
        { Automatic(TlsOrigin.Acme, 90), "certificate_automatic", AdviceLevel.Ok },
        { Automatic(TlsOrigin.Placeholder, 365) with { AcmeTrouble = Trouble }, "certificate_not_issued", AdviceLevel.Problem },
        { Automatic(TlsOrigin.Acme, 20) with { AcmeTrouble = Trouble }, "certificate_not_renewed", AdviceLevel.Warning },
        { Automatic(TlsOrigin.Acme, -1) with { AcmeTrouble = Trouble }, "certificate_not_issued", AdviceLevel.Problem },
        { Good with { HasDevelopmentKey = true, SecretBytes = 6 }, "key_of_development", AdviceLevel.Problem },
        { Good with { BuiltAt = TreffApp.Start.AddDays(3) }, "clock_behind", AdviceLevel.Problem },
        { Good with { SecretBytes = 31 }, "secret_short", AdviceLevel.Warning },
        { Good with { FreeBytes = 900_000_000 }, "disk_full", AdviceLevel.Warning },
        { Good with { FreeBytes = 50_000_000 }, "disk_full", AdviceLevel.Problem },
        { Good with { MetricsAreOpen = true }, "metrics_open", AdviceLevel.Hint },
        { Good with { IsEmbedded = false, HasDevelopmentKey = true }, "key_of_development", AdviceLevel.Problem },
        { Good with { IsEmbedded = false, WebhooksAreMissing = true }, "webhooks_missing", AdviceLevel.Warning },
        { Good with { LostEvents = 3 }, "events_lost", AdviceLevel.Warning },
    };

    private static ServerFacts Automatic(TlsOrigin origin, int days) =>
        Good with { HasTls = true, CertificateOrigin = origin, CertificateEndsAt = TreffApp.Start.AddDays(days), Domains = ["meet.example.org"] };

    [Fact]
    public void A_good_server_hears_that_it_is_good()
    {
        var advice = FirstRunCheck.Judge(Good);
        Assert.All(advice, each => Assert.Equal(AdviceLevel.Ok, each.Level));
        Assert.Equal(["media_ok", "tls_ok", "address_ok", "key_ok", "disk_ok"], advice.Select(each => each.Code));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_wrong_is_said_first_and_in_both_languages(ServerFacts facts, string code, AdviceLevel level)
    {
        var advice = FirstRunCheck.Judge(facts);
        var found = advice.Single(each => each.Code == code);
        Assert.Equal(level, found.Level);
        Assert.Equal(advice.Max(each => each.Level), advice[0].Level);
        foreach (var text in new[] { found.Title, found.Detail })
            Assert.True(text.English.Length > 0 && text.German.Length > 0 && text.English != text.German);
    }

    [Fact]
    public void Behind_a_router_whose_address_is_configured_there_is_only_a_hint() => Assert.DoesNotContain(
        FirstRunCheck.Judge(Good with { OwnAddresses = [Private], MediaAddresses = [Public] }), advice => advice.Level > AdviceLevel.Hint);

    [Fact]
    public async Task The_operator_reads_it_in_their_language_and_sees_the_configuration_without_secrets()
    {
        Setting[] settings = [new("PORT", "8000", false), new("ADMIN_TOKEN", AdminApp.Token, true)];
        await using var admin = await AdminApp.StartSignedInAsync(new TreffAppSettings { InForce = settings });
        var german = await admin.GetAsync("advice", "de");
        var english = await admin.GetAsync("advice");
        Assert.Contains(english.EnumerateArray(), each => each.GetProperty("title").GetString() == "Everybody knows the API key" && each.GetProperty("level").GetString() == "problem");
        Assert.Contains(german.EnumerateArray(), each => each.GetProperty("title").GetString() == "Den API-Schlüssel kennt jeder");
        var configuration = await admin.GetAsync("configuration");
        Assert.Equal(2, configuration.GetArrayLength());
        Assert.Equal(("ADMIN_TOKEN", null, true, true), (
            configuration[1].GetProperty("name").GetString(), configuration[1].GetProperty("value").GetString(), configuration[1].GetProperty("is_set").GetBoolean(), configuration[1].GetProperty("is_secret").GetBoolean()));
        Assert.DoesNotContain(AdminApp.Token, configuration.GetRawText(), StringComparison.Ordinal);
    }
}
