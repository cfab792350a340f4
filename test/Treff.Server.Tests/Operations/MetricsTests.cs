using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations.Metrics;
using Treff.Server.Tests.Support;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.Operations;

/// <summary>What operators see of the media server.</summary>
public sealed partial class MetricsTests
{
    private static readonly MetricsOptions Closed = new() { IsServed = false };
    private static readonly MetricsOptions Protected = new() { Token = "s3cret" };

    [Fact]
    public void Every_metric_is_documented_and_every_documented_one_exists()
    {
        using var metrics = new MediaMetrics(() => [], new Refusals());
        var page = File.ReadAllText(Repository.PathOf("docs", "operations.md"));
        var documented = Row().Matches(page).Select(row => row.Groups["name"].Value);
        Assert.Equal(metrics.Definitions.Select(definition => definition.TextName), documented);
    }

    [Fact]
    public void The_dashboard_of_Grafana_asks_for_metrics_that_exist()
    {
        using var metrics = new MediaMetrics(() => [], new Refusals());
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("deploy", "grafana-dashboard.json")));
        var asked = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : default)
            .SelectMany(target => MetricName().Matches(target.GetProperty("expr").GetString()!).Select(match => match.Value))
            .ToHashSet();
        Assert.NotEmpty(asked);
        Assert.Subset(metrics.Definitions.Select(definition => definition.TextName).ToHashSet(), asked);
    }

    [Fact]
    public async Task The_text_shows_rooms_and_the_worker_of_each()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });
        var media = app.Services.GetRequiredService<MediaServer>();
        var room = await media.Rooms.CreateRoomAsync(new CreateRoomRequest { Name = "Secret plans" }, CancellationToken.None);
        await LookAsync(app, media, () => media.Samples.Sum(sample => sample.Rooms.Count) == 1);
        using var response = await app.Http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var text = await response.Content.ReadAsStringAsync();
        var worker = media.Samples.Single(sample => sample.Rooms.Count == 1).Worker;
        Assert.Contains($"treff_room_participants{{worker=\"{worker}\",room=\"{room.Sid}\"}} 0\n", text, StringComparison.Ordinal);
        Assert.Contains($"treff_rooms{{worker=\"{worker}\"}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE treff_worker_busy_seconds_total counter\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret plans", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_of_the_text_is_well_formed_and_every_metric_has_a_value()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });
        var media = app.Services.GetRequiredService<MediaServer>();
        await media.Rooms.CreateRoomAsync(new CreateRoomRequest { Name = "room" }, CancellationToken.None);
        await LookAsync(app, media, () => media.Samples.Sum(sample => sample.Rooms.Count) == 1);
        var text = await app.Http.GetStringAsync("/metrics");
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(Line(), line));
        foreach (var definition in app.Services.GetRequiredService<MediaMetrics>().Definitions)
        {
            // Without a connected peer there is nothing to estimate.
            if (definition.Name != "treff.bandwidth.estimate")
                Assert.Matches($@"(?m)^{definition.TextName}(\{{[^}}]*\}})? [0-9]", text);
        }
    }

    [Fact]
    public async Task A_token_keeps_strangers_out()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Metrics = Protected });
        using var refused = await app.Http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var wrong = await GetAsync(app, "other");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var right = await GetAsync(app, "s3cret");
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Switched_off_there_is_no_such_page()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Metrics = Closed });
        using var response = await app.Http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Instruments_can_be_collected_where_the_media_server_is_elsewhere()
    {
        await using var app = await TreffApp.StartAsync();
        var names = new HashSet<string>();
        var metrics = app.Services.GetRequiredService<MediaMetrics>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (metrics.Owns(instrument))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => names.Add(instrument.Name));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(["treff.refused", "treff.streams.open"], names.Order());
    }

    /// <summary>Lets the workers look until they have seen it.</summary>
    private static async Task LookAsync(TreffApp app, MediaServer media, Func<bool> seen)
    {
        var end = TimeProvider.System.GetTimestamp() + (20 * TimeProvider.System.TimestampFrequency);
        while (!seen() && TimeProvider.System.GetTimestamp() < end)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await media.Rooms.ListRoomsAsync(["wakes every worker"], CancellationToken.None);
        }

        Assert.True(seen());
    }

    private static Task<HttpResponseMessage> GetAsync(TreffApp app, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return app.Http.SendAsync(request);
    }

    [GeneratedRegex("treff_[a-z_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"(?m)^\| `(?<name>treff_[a-z_]+)` \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();

    [GeneratedRegex("""^(# (HELP|TYPE) treff_[a-z_]+ .+|treff_[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[0-9.E+-]+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Line();
}
