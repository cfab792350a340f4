using System.Net;
using Microsoft.Extensions.Logging;
using Treff.LiveKit;
using Treff.Server.Operations.Logging;
using Treff.Server.Operations.Metrics;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

public class TreffOptionsReaderTests
{
    [Fact]
    public void An_empty_environment_gives_the_documented_defaults()
    {
        var options = Read([], out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal((8000, 7882, 20, "data"), (options.Port, options.MediaUdpPort, options.MaxParticipants, options.DataDirectory));
        Assert.Equal(TimeSpan.FromHours(24), options.MeetingLifetime);
        Assert.True(options.IsEmbedded && options.FrontendUrl is null && options.LiveKitCredentials is null && options.ListenAddress is null);
        Assert.Empty(options.AllowedOrigins);
        Assert.Empty(options.MediaAddresses);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Read(
            new()
            {
                ["PORT"] = " 9000 ",
                ["LISTEN_ADDRESS"] = "127.0.0.1",
                ["FRONTEND_URL"] = "https://meet.example.org/",
                ["LIVEKIT_URL"] = "wss://livekit.example.org",
                ["LIVEKIT_API_URL"] = "http://10.0.0.7:7880",
                ["LIVEKIT_API_KEY"] = "devkey",
                ["LIVEKIT_API_SECRET"] = "secret",
                ["MAX_PARTICIPANTS"] = "50",
                ["MEETING_TTL_HOURS"] = "48",
                ["DATA_DIR"] = "/var/lib/treff",
                ["MEDIA_UDP_PORT"] = "40000",
                ["MEDIA_ADDRESSES"] = "203.0.113.7, ::1",
                ["MEDIA_WORKERS"] = "3",
                ["ALLOWED_ORIGINS"] = "https://a.example.org/, http://localhost:3000",
                ["TEST_MEDIA_LOSS"] = "0.02",
                ["TEST_MEDIA_LOSS_SEED"] = "9",
            },
            out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal((9000, 40000, 50, "/var/lib/treff"), (options.Port, options.MediaUdpPort, options.MaxParticipants, options.DataDirectory));
        Assert.Equal(3, options.MediaWorkers);
        Assert.Equal(IPAddress.Loopback, options.ListenAddress);
        Assert.Equal(("https://meet.example.org/", "wss://livekit.example.org/"), (options.FrontendUrl!.ToString(), options.LiveKitUrl!.ToString()));
        Assert.Equal("http://10.0.0.7:7880/", options.LiveKitApiUrl!.ToString());
        Assert.Equal(new ApiCredentials("devkey", "secret"), options.LiveKitCredentials);
        Assert.Equal(TimeSpan.FromHours(48), options.MeetingLifetime);
        Assert.Equal([IPAddress.Parse("203.0.113.7"), IPAddress.IPv6Loopback], options.MediaAddresses);
        Assert.Equal(["https://a.example.org", "http://localhost:3000"], options.AllowedOrigins);
        Assert.Equal((0.02, 9), (options.TestMediaLoss, options.TestMediaLossSeed));
    }

    [Fact]
    public void An_address_for_calls_needs_one_for_browsers()
    {
        var options = Read(new() { ["LIVEKIT_API_URL"] = "http://livekit:7880" }, out var mistakes);
        Assert.Contains("LIVEKIT_URL", Assert.Single(mistakes), StringComparison.Ordinal);
        Assert.True(options.IsEmbedded);
    }

    [Fact]
    public void Webhooks_go_where_a_list_says_unless_the_media_server_is_elsewhere()
    {
        var options = Read(new() { ["WEBHOOK_URLS"] = "https://a.example.org/hook?key=1, http://localhost:9000/" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(["https://a.example.org/hook?key=1", "http://localhost:9000/"], options.WebhookUrls.Select(url => url.ToString()));
        Read(
            new()
            {
                ["WEBHOOK_URLS"] = "https://a.example.org/hook",
                ["LIVEKIT_URL"] = "wss://livekit.example.org",
                ["LIVEKIT_API_KEY"] = "devkey",
                ["LIVEKIT_API_SECRET"] = "secret",
            },
            out mistakes);
        Assert.Contains("WEBHOOK_URLS", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WEBHOOK_URLS", "https://a.example.org/hook,ftp://b.example.org")]
    [InlineData("WEBHOOK_URLS", "https://user:password@a.example.org/hook")]
    [InlineData("PORT", "70000")]
    [InlineData("PORT", "-1")]
    [InlineData("PORT", "80 80")]
    [InlineData("LISTEN_ADDRESS", "localhost")]
    [InlineData("FRONTEND_URL", "meet.example.org")]
    [InlineData("FRONTEND_URL", "https://example.org/treff")]
    [InlineData("FRONTEND_URL", "ftp://example.org")]
    [InlineData("LIVEKIT_URL", "livekit:7880")]
    [InlineData("LIVEKIT_URL", "wss://user:password@livekit")]
    [InlineData("LIVEKIT_API_KEY", "alone")]
    [InlineData("LIVEKIT_API_SECRET", "alone")]
    [InlineData("MAX_PARTICIPANTS", "0")]
    [InlineData("MAX_PARTICIPANTS", "many")]
    [InlineData("MEETING_TTL_HOURS", "0")]
    [InlineData("MEETING_TTL_HOURS", "-1")]
    [InlineData("MEETING_TTL_HOURS", "9000")]
    [InlineData("MEETING_TTL_HOURS", "a day")]
    [InlineData("MEDIA_UDP_PORT", "x")]
    [InlineData("MEDIA_ADDRESSES", "203.0.113.7,nowhere")]
    [InlineData("MEDIA_ADDRESSES", "0.0.0.0")]
    [InlineData("ALLOWED_ORIGINS", "example.org")]
    [InlineData("ALLOWED_ORIGINS", "https://example.org/path")]
    [InlineData("EMBED_ORIGINS", "example.org")]
    [InlineData("EMBED_ORIGINS", "https://example.org/path")]
    [InlineData("EMBED_ORIGINS", "https://*.example.org")]
    [InlineData("EMBED_ORIGINS", "https://a.example.org;script-src")]
    [InlineData("EMBED_ORIGINS", "*")]
    [InlineData("EMBED_ORIGINS", "null")]
    [InlineData("TRUSTED_PROXIES", "proxy.example.org")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("TRUSTED_PROXIES", "none,10.0.0.1")]
    [InlineData("CREATE_MEETINGS", "nobody")]
    [InlineData("WAITING_TIMEOUT_MINUTES", "0")]
    [InlineData("MAX_JOINS_PER_MINUTE", "0")]
    [InlineData("TLS_DOMAIN", "*.example.org")]
    [InlineData("TLS_DOMAIN", "meet.example.org, 203.0.113.7")]
    [InlineData("TLS_DOMAIN", "https://meet.example.org")]
    [InlineData("TLS_SELF_SIGNED", "yes")]
    [InlineData("ACME_EMAIL", "nobody")]
    [InlineData("ACME_EMAIL", "Anna <anna@example.org>")]
    [InlineData("ACME_DIRECTORY_URL", "http://acme.example.org/directory")]
    [InlineData("ACME_DIRECTORY_URL", "acme.example.org")]
    [InlineData("HTTP_PORT", "70000")]
    [InlineData("HTTP_PORT", "on")]
    [InlineData("HTTP_PORT", "80")]
    [InlineData("TEST_MEDIA_LOSS", "2")]
    [InlineData("TEST_MEDIA_LOSS", "-0.1")]
    public void A_mistake_is_reported_with_the_name_and_what_is_expected(string name, string value)
    {
        Read(new() { [name] = value }, out var mistakes);
        Assert.Contains(mistakes, mistake => mistake.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("alone", StringComparison.Ordinal));
    }

    [Fact]
    public void The_chat_can_be_changed_in_every_way()
    {
        var variables = new Dictionary<string, string>
        {
            ["CHAT_HISTORY"] = "off",
            ["CHAT_HISTORY_MESSAGES"] = "10",
            ["CHAT_HISTORY_BYTES"] = "2048",
            ["CHAT_MAX_MESSAGE_LENGTH"] = "100",
            ["CHAT_MAX_FILE_BYTES"] = "0",
        };
        var chat = Read(variables, out var mistakes).Chat;
        Assert.Empty(mistakes);
        Assert.Equal((false, 10, 2048, 100, 0), (chat.History, chat.HistoryMessages, chat.HistoryBytes, chat.MaxMessageLength, chat.MaxFileBytes));
        Read(variables.ToDictionary(pair => pair.Key, _ => "-1"), out mistakes);
        Assert.Equal(5, mistakes.Count);
    }

    [Fact]
    public void Proxies_are_this_machine_those_in_the_list_or_nobody()
    {
        Assert.Equal(TrustedProxies.Loopback, Read([], out _).TrustedProxies);
        var listed = Read(new() { ["TRUSTED_PROXIES"] = "10.0.0.5, 192.168.0.0/16, fd00::/8" }, out var mistakes).TrustedProxies;
        Assert.Empty(mistakes);
        var proxies = new TrustedProxies(listed);
        Assert.All(new[] { "10.0.0.5", "::ffff:10.0.0.5", "192.168.7.7", "fd00::1" }, address => Assert.True(proxies.Contains(IPAddress.Parse(address))));
        Assert.All(new[] { "10.0.0.6", "127.0.0.1", "::1" }, address => Assert.False(proxies.Contains(IPAddress.Parse(address))));
        Assert.Empty(Read(new() { ["TRUSTED_PROXIES"] = "none" }, out mistakes).TrustedProxies);
        Assert.Empty(mistakes);
    }

    [Fact]
    public void A_certificate_needs_its_key_and_a_key_its_certificate()
    {
        var options = Read(new() { ["TLS_CERT_FILE"] = "c.pem", ["TLS_KEY_FILE"] = "k.pem" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(new TlsCertificateFiles("c.pem", "k.pem"), options.Tls.Files);
        foreach (var name in new[] { "TLS_CERT_FILE", "TLS_KEY_FILE" })
        {
            Read(new() { [name] = "x.pem" }, out mistakes);
            Assert.Equal("TLS_CERT_FILE and TLS_KEY_FILE belong together: set both or neither.", Assert.Single(mistakes));
        }
    }

    [Fact]
    public void A_name_is_enough_for_a_public_server()
    {
        var options = Read(new() { ["TLS_DOMAIN"] = "Treff.example.org, büro.example.org, treff.example.org" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(["treff.example.org", "xn--bro-hoa.example.org"], options.Tls.Domains);
        Assert.Equal((443, 80, TlsOptions.LetsEncrypt), (options.Port, options.Tls.HttpPort, options.Tls.AcmeDirectoryUrl));
        Assert.Equal(new Uri("https://treff.example.org"), options.FrontendUrl);
        Assert.Equal("https://treff.example.org", options.InForce.Single(setting => setting.Name == "FRONTEND_URL").Value);
        options = Read(
            new()
            {
                ["TLS_DOMAIN"] = "localhost",
                ["PORT"] = "8443",
                ["HTTP_PORT"] = "8080",
                ["ACME_EMAIL"] = "admin@example.org",
                ["ACME_DIRECTORY_URL"] = "http://127.0.0.1:4000/directory",
            },
            out mistakes);
        Assert.Empty(mistakes);
        Assert.Equal((8443, 8080, "admin@example.org"), (options.Port, options.Tls.HttpPort, options.Tls.AcmeEmail));
        Assert.Null(options.FrontendUrl);
    }

    [Fact]
    public void There_is_one_way_to_a_certificate_at_a_time_and_the_ports_differ()
    {
        Assert.Equal((8000, (int?)null, false), (Read([], out _).Port, Read([], out _).Tls.HttpPort, Read([], out _).Tls.IsOn));
        Assert.True(Read(new() { ["TLS_SELF_SIGNED"] = "on", ["HTTP_PORT"] = "8080" }, out var mistakes).Tls is { IsOn: true, HttpPort: 8080 });
        Assert.Empty(mistakes);
        Read(new() { ["TLS_SELF_SIGNED"] = "on", ["TLS_DOMAIN"] = "meet.example.org" }, out mistakes);
        Assert.Contains("set one of them", Assert.Single(mistakes), StringComparison.Ordinal);
        Read(new() { ["TLS_DOMAIN"] = "meet.example.org", ["HTTP_PORT"] = "off" }, out mistakes);
        Assert.Contains("TLS_DOMAIN needs HTTP_PORT", Assert.Single(mistakes), StringComparison.Ordinal);
        Read(new() { ["TLS_SELF_SIGNED"] = "on", ["PORT"] = "8443", ["HTTP_PORT"] = "8443" }, out mistakes);
        Assert.Contains("HTTP_PORT and PORT are both 8443", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_are_served_to_everybody_and_sent_nowhere_unless_settings_say_so()
    {
        Assert.Equal(new MetricsOptions(), Read([], out _).Metrics);
        var options = Read(
            new()
            {
                ["METRICS"] = "off",
                ["METRICS_TOKEN"] = "s3cret",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4318",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "key=value",
            },
            out var mistakes).Metrics;
        Assert.Empty(mistakes);
        Assert.Equal((false, "s3cret", "http/protobuf", "key=value"), (options.IsServed, options.Token, options.OtlpProtocol, options.OtlpHeaders));
        Assert.Equal(new Uri("http://localhost:4318"), options.OtlpEndpoint);
        Read(new() { ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "carrier pigeon" }, out mistakes);
        Assert.Contains("grpc or http/protobuf", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        Read(new() { ["PORT"] = "x", ["MAX_PARTICIPANTS"] = "-5", ["LIVEKIT_URL"] = "wss://livekit", ["MEDIA_ADDRESSES"] = "a,b" }, out var mistakes);
        Assert.Equal(5, mistakes.Count);
    }

    [Fact]
    public void Every_variable_and_every_option_is_documented()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        Assert.All(TreffOptionsReader.Names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
        // Four variables make the credentials, two the TLS files; the groups have variables of their own; IsEmbedded and InForce are derived.
        var options = typeof(TreffOptions).GetProperties().Count(property => property.CanWrite) + 2;
        var tls = typeof(TlsOptions).GetProperties().Count(property => property.CanWrite);
        var statistics = typeof(StatisticsOptions).GetProperties().Count(property => property.CanWrite) - 1;
        var limits = typeof(StrangerLimits).GetProperties().Count(property => property.CanWrite) - 1;
        var metrics = typeof(MetricsOptions).GetProperties().Count(property => property.CanWrite) - 1;
        var chat = typeof(ChatOptions).GetProperties().Count(property => property.CanWrite) - 1;
        Assert.Equal(options + tls + limits + metrics + chat + statistics, TreffOptionsReader.Names.Count);
    }

    [Fact]
    public void Settings_are_known_as_they_are_in_force_and_secrets_are_marked()
    {
        var settings = Read(
            new() { ["PORT"] = "80", ["ADMIN_TOKEN"] = "0123456789abcdef", ["LIVEKIT_API_KEY"] = "key", ["LIVEKIT_API_SECRET"] = "hush", ["WEBHOOK_URLS"] = "https://a.example/?k=hush" },
            out var mistakes).InForce;
        Assert.Empty(mistakes);
        Assert.Equal(TreffOptionsReader.Names, settings.Select(setting => setting.Name));
        Setting Of(string name) => settings.Single(setting => setting.Name == name);
        Assert.Equal(new Setting("PORT", "80", true), Of("PORT"));
        Assert.Equal(new Setting("MAX_PARTICIPANTS", "20", false), Of("MAX_PARTICIPANTS"));
        Assert.Equal(new Setting("MEETING_TTL_HOURS", "24", false), Of("MEETING_TTL_HOURS"));
        Assert.Equal(new Setting("MEDIA_TCP", "on", false), Of("MEDIA_TCP"));
        Assert.Equal(new Setting("DATA_DIR", "data", false), Of("DATA_DIR"));
        Assert.Equal(new Setting("FRONTEND_URL", null, false), Of("FRONTEND_URL"));
        string[] secret =
        [
            "ADMIN_TOKEN", "API_KEYS", "DATABASE_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "LIVEKIT_PREVIOUS_API_KEY", "LIVEKIT_PREVIOUS_API_SECRET",
            "MEETING_WEBHOOK_SECRET", "MEETING_WEBHOOK_URLS", "METRICS_TOKEN", "OTEL_EXPORTER_OTLP_HEADERS", "WEBHOOK_URLS",
        ];
        Assert.Equal(secret, settings.Where(setting => setting.IsSecret).Select(setting => setting.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("hush", string.Join('\n', settings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_admin_token_is_refused_without_being_shown()
    {
        Read(new() { ["ADMIN_TOKEN"] = "hush-15-letters" }, out var mistakes);
        var mistake = Assert.Single(mistakes);
        Assert.Contains("ADMIN_TOKEN has 15 characters but must have at least 16", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_levels_are_read_by_category()
    {
        var options = Read(new() { ["LOG_LEVEL"] = "warning, Treff.Sfu=debug", ["LOG_FORMAT"] = "json" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(LogFormat.Json, options.LogFormat);
        Assert.Equal([("default", LogLevel.Warning), ("Treff.Sfu", LogLevel.Debug)], options.LogLevels.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("LOG_LEVEL", "Treff=")]
    [InlineData("LOG_LEVEL", "Microsoft=debug")]
    [InlineData("LOG_FORMAT", "xml")]
    public void A_log_that_cannot_be_is_a_mistake(string name, string value)
    {
        Read(new() { [name] = value }, out var mistakes);
        Assert.Contains(name, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pair_before_needs_a_pair()
    {
        var both = new Dictionary<string, string> { ["LIVEKIT_PREVIOUS_API_KEY"] = "old", ["LIVEKIT_PREVIOUS_API_SECRET"] = "hush" };
        Read(both, out var mistakes);
        Assert.Contains("needs LIVEKIT_API_KEY", Assert.Single(mistakes), StringComparison.Ordinal);
        var options = Read(new(both) { ["LIVEKIT_API_KEY"] = "new", ["LIVEKIT_API_SECRET"] = "secret" }, out mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(new ApiCredentials("old", "hush"), options.LiveKitCredentials!.Previous);
        both.Remove("LIVEKIT_PREVIOUS_API_SECRET");
        Read(both, out mistakes);
        Assert.Contains("belong together", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_kept_as_hashes_and_mistakes_do_not_show_them()
    {
        var key = new string('h', 32);
        var options = Read(new() { ["CREATE_MEETINGS"] = "key", ["API_KEYS"] = $"calendar:{key}, Room 1.04 : {key}x" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(CreationPolicy.Key, options.CreateMeetings);
        Assert.Equal(["calendar", "Room 1.04"], options.ApiKeys.Select(each => each.Name));
        Assert.Equal(SecretText.Hash(key), options.ApiKeys[0].Hash);
        Read(new() { ["API_KEYS"] = $"short:hush,{key},a/b:{key},twice:{key},twice:{key}" }, out mistakes);
        Assert.Equal(4, mistakes.Count);
        Assert.All(mistakes, mistake => Assert.StartsWith("API_KEYS", mistake, StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("hush", StringComparison.Ordinal) || mistake.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Origins_that_may_embed_are_kept_as_browsers_write_them()
    {
        var options = Read(new() { ["EMBED_ORIGINS"] = "https://A.example.org/ https://b.example.org:443,http://localhost:3000" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(["https://a.example.org", "https://b.example.org", "http://localhost:3000"], options.EmbedOrigins);
    }

    [Fact]
    public void Events_of_meetings_need_a_secret_that_is_one()
    {
        var secret = "whsec_" + Convert.ToBase64String(new byte[32]);
        var options = Read(new() { ["MEETING_WEBHOOK_URLS"] = "https://a.example.org/hook", ["MEETING_WEBHOOK_SECRET"] = $"{secret}, {secret}" }, out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal((1, 2), (options.MeetingWebhookUrls.Count, options.MeetingWebhookSecrets.Count));
        Read(new() { ["MEETING_WEBHOOK_URLS"] = "https://a.example.org/hook" }, out mistakes);
        Assert.Contains("needs MEETING_WEBHOOK_SECRET", Assert.Single(mistakes), StringComparison.Ordinal);
        Read(new() { ["MEETING_WEBHOOK_SECRET"] = "hush" }, out mistakes);
        Assert.DoesNotContain("hush", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_on_which_nobody_could_create_a_meeting_does_not_start()
    {
        Read(new() { ["CREATE_MEETINGS"] = "key" }, out var mistakes);
        Assert.Contains("API_KEYS, or ADMIN_TOKEN", Assert.Single(mistakes), StringComparison.Ordinal);
        Read(new() { ["CREATE_MEETINGS"] = "admin", ["API_KEYS"] = "a:" + new string('h', 32) }, out mistakes);
        Assert.Contains("needs ADMIN_TOKEN", Assert.Single(mistakes), StringComparison.Ordinal);
        Read(new() { ["CREATE_MEETINGS"] = "admin", ["ADMIN_TOKEN"] = new string('h', 32) }, out mistakes);
        Assert.Empty(mistakes);
    }

    private static TreffOptions Read(Dictionary<string, string> variables, out IReadOnlyList<string> mistakes) =>
        TreffOptionsReader.Read(variables.GetValueOrDefault, out mistakes);
}
