using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Treff.Load;

/// <summary>
/// What the runtime of a .NET process says about its memory, by its diagnostics port: allocated bytes (the alloc-rate counter, each second)
/// and how long everything stood still for the garbage collector.
/// </summary>
internal sealed class RuntimeEvents : IAsyncDisposable
{
    private readonly EventPipeSession _session;
    private readonly EventPipeEventSource _source;
    private readonly Task _processing;
    private readonly Lock _lock = new();
    private double _allocatedBytes;
    private double _countedSeconds;
    private double _suspendedAt;
    private readonly List<double> _pauses = [];

    private RuntimeEvents(EventPipeSession session)
    {
        _session = session;
        _source = new EventPipeEventSource(session.EventStream);
        _source.Clr.GCSuspendEEStart += e => _suspendedAt = e.TimeStampRelativeMSec;
        _source.Clr.GCRestartEEStop += e =>
        {
            lock (_lock)
                _pauses.Add(e.TimeStampRelativeMSec - _suspendedAt);
        };
        _source.Dynamic.All += OnCounters;
        _processing = Task.Run(_source.Process);
    }

    /// <summary>Null when the process is no .NET process of ours.</summary>
    public static RuntimeEvents? TryStart(int? processId)
    {
        if (processId is not { } id || !DiagnosticsClient.GetPublishedProcesses().Contains(id))
            return null;
        EventPipeProvider[] providers =
        [
            new("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
            new(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC),
        ];
        try
        {
            return new RuntimeEvents(new DiagnosticsClient(id).StartEventPipeSession(providers, requestRundown: false));
        }
        catch (DiagnosticsClientException e)
        {
            Console.Error.WriteLine($"The server's runtime does not answer ({e.Message}): no figures of its memory.");
            return null;
        }
    }

    /// <summary>Forgets what was before.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _allocatedBytes = 0;
            _countedSeconds = 0;
            _pauses.Clear();
        }
    }

    public RuntimeFigures Read()
    {
        lock (_lock)
        {
            return new RuntimeFigures(
                _countedSeconds > 0 ? _allocatedBytes / _countedSeconds : double.NaN,
                _pauses.Count,
                _pauses.DefaultIfEmpty(0).Max());
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _session.StopAsync(CancellationToken.None);
            await _processing;
        }
        catch (Exception e) when (e is IOException or DiagnosticsClientException or TimeoutException)
        {
            // The server has gone, and its stream with it.
        }

        _source.Dispose();
        _session.Dispose();
    }

    private void OnCounters(TraceEvent e)
    {
        if (e.EventName != "EventCounters" || e.PayloadValue(0) is not IDictionary<string, object> wrapped
            || wrapped["Payload"] is not IDictionary<string, object> counter || counter["Name"] is not "alloc-rate")
        {
            return;
        }

        lock (_lock)
        {
            _allocatedBytes += Convert.ToDouble(counter["Increment"], System.Globalization.CultureInfo.InvariantCulture);
            _countedSeconds += Convert.ToDouble(counter["IntervalSec"], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

/// <param name="AllocatedBytesPerSecond">NaN when nothing was counted.</param>
/// <param name="Pauses">How often everything stood still.</param>
/// <param name="LongestPause">In milliseconds.</param>
internal readonly record struct RuntimeFigures(double AllocatedBytesPerSecond, int Pauses, double LongestPause);
