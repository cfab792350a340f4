namespace Treff.Server.Operations.Metrics;

/// <summary>Who may read metrics here, and where they are sent.</summary>
public sealed record MetricsOptions
{
    /// <summary>
    /// Whether <c>/metrics</c> is there. It names no meeting and nobody in one, and a scraper next to the server should find it without being told a secret.
    /// </summary>
    public bool IsServed { get; init; } = true;

    /// <summary>What <c>Authorization: Bearer</c> has to say to read it; null = nothing.</summary>
    public string? Token { get; init; }

    /// <summary>An OpenTelemetry collector; null = metrics are sent nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How the collector is spoken to: <c>grpc</c> or <c>http/protobuf</c>.</summary>
    public string OtlpProtocol { get; init; } = "grpc";

    /// <summary>For the collector: <c>name=value</c>, separated by commas; null = none.</summary>
    public string? OtlpHeaders { get; init; }
}
