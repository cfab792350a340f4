using System.Security.Cryptography;
using System.Text;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations.Metrics;

/// <summary>Metrics for those who watch the server: as text for scrapers, and sent to a collector where there is one.</summary>
public static class MetricsEndpoints
{
    private const string Scheme = "Bearer ";

    /// <summary>The meters of the runtime that tell memory, collections and threads.</summary>
    private const string RuntimeMeter = "System.Runtime";

    public static void AddMetrics(this WebApplicationBuilder builder, MetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton(Create);
        builder.Services.AddSingleton<MetricsText>();
        if (options.OtlpEndpoint is not { } endpoint)
            return;
        // The exporter knows these names by itself; it is told nothing but what the options have checked.
        builder.Configuration.AddInMemoryCollection(
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.ToString()),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", options.OtlpProtocol),
            new("OTEL_EXPORTER_OTLP_HEADERS", options.OtlpHeaders),
        ]);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("treff", serviceVersion: HealthEndpoints.Version))
            .WithMetrics(metrics => metrics.AddMeter(MediaMetrics.MeterName, RuntimeMeter).AddOtlpExporter());
    }

    public static void MapMetrics(this WebApplication app, MetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
        // Made at start, so that a collector gets the instruments whether or not somebody asks for the text.
        app.Services.GetRequiredService<MediaMetrics>();
        if (options.IsServed)
            app.MapGet("/metrics", (HttpContext context, MetricsText text) => Get(context, text, options.Token)).ExcludeFromDescription();
    }

    private static IResult Get(HttpContext context, MetricsText text, string? token)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (token is not null && !IsAllowed(context.Request.Headers.Authorization.ToString(), token))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Results.Text("Metrics need the header Authorization: Bearer with METRICS_TOKEN.\n", statusCode: StatusCodes.Status401Unauthorized);
        }

        return Results.Text(text.Write(), MetricsText.ContentType);
    }

    private static bool IsAllowed(string header, string token) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..]), Encoding.UTF8.GetBytes(token));

    // The media server opens its port when the host starts, and says there what is wrong with it: it is asked for only later.
    private static MediaMetrics Create(IServiceProvider provider) => new(
        () => provider.GetService<MediaServer>()?.Samples ?? [],
        provider.GetRequiredService<Refusals>(),
        () => provider.GetService<MediaServer>()?.StreamStatistics.Open ?? 0);
}
