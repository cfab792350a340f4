namespace Treff.Server.Operations.Metrics;

/// <summary>How a metric behaves.</summary>
public enum MetricKind
{
    /// <summary>Only grows, until the server starts anew.</summary>
    Counter,

    /// <summary>A value of now.</summary>
    Gauge,
}

/// <summary>One metric: its instrument, its form in the text, its row in docs/operations.md.</summary>
/// <param name="Name">Of the instrument, with dots.</param>
/// <param name="Kind">How it behaves.</param>
/// <param name="Unit">In UCUM, as OpenTelemetry writes it.</param>
/// <param name="Description">For people.</param>
public sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string Description)
{
    /// <summary>As Prometheus knows it: underscores, the unit, and <c>_total</c> for counters.</summary>
    public string TextName
    {
        get
        {
            var unit = Unit switch
            {
                "By" => "_bytes",
                "s" => "_seconds",
                "bit/s" => "_bits_per_second",
                _ => "",
            };
            return Name.Replace('.', '_') + unit + (Kind == MetricKind.Counter ? "_total" : "");
        }
    }
}
