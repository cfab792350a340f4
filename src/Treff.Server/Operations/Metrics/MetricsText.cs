using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Treff.Server.Operations.Metrics;

/// <summary>
/// The metrics in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Values are collected when
/// somebody asks. One at a time.
/// </summary>
public sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MediaMetrics _metrics;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, List<string>> _lines = [];
    private readonly Lock _lock = new();

    public MetricsText(MediaMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _metrics = metrics;
        foreach (var definition in metrics.Definitions)
            _lines.Add(definition.Name, []);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (metrics.Owns(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _lines[instrument.Name].Add(Line(value, tags)));
        _listener.Start();
    }

    /// <summary>All metrics as of now.</summary>
    public string Write()
    {
        lock (_lock)
        {
            foreach (var lines in _lines.Values)
                lines.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var definition in _metrics.Definitions)
                Append(text, definition);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Append(StringBuilder text, MetricDefinition definition)
    {
        var name = definition.TextName;
        text.Append("# HELP ").Append(name).Append(' ').Append(definition.Description).Append('\n');
        text.Append("# TYPE ").Append(name).Append(definition.Kind == MetricKind.Counter ? " counter\n" : " gauge\n");
        foreach (var line in _lines[definition.Name])
            text.Append(name).Append(line).Append('\n');
    }

    private static string Line(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tags.Length; i++)
            text.Append(i == 0 ? '{' : ',').Append(tags[i].Key).Append("=\"").Append(Escape(tags[i].Value)).Append('"');
        if (tags.Length > 0)
            text.Append('}');
        return text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).ToString();
    }

    private static string Escape(object? value) => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
