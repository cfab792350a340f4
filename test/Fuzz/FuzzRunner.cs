using System.Diagnostics;
using System.Globalization;
using Treff.Rtc.Tests.Support;

namespace Treff.Fuzz;

/// <summary>
/// Feeds a target. A finding is an exception that escapes, an input that does not end, or memory that stays; it names the seed that
/// repeats it.
/// </summary>
internal sealed class FuzzRunner(FuzzTarget target)
{
    /// <summary>One input takes microseconds; so long, on however busy a machine, is a hang.</summary>
    private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(60);

    /// <summary>Memory of the process that is not managed: OpenSSL's. Caches and pools of the runtime make it uneven.</summary>
    private const long MaxNativeGrowthBytes = 96 << 20;

    private const int Checkpoints = 10;

    private readonly Stopwatch _clock = new();
    private long _inputs;
    private ulong _seed = FuzzSettings.Seed;
    private long _managedBefore;
    private long _nativeBefore;
    private long _managedGrowth;
    private long _nativeGrowth;
    private string? _finding;
    private Exception? _exception;

    /// <summary>Runs the target as long as was asked for, and fails with its finding.</summary>
    public static void Run(FuzzTarget target)
    {
        if (FuzzSettings.Target is not { } only || only == target.Name)
            new FuzzRunner(target).Run();
    }

    private void Run()
    {
        var thread = new Thread(RunLives, maxStackSize: 1 << 20) { IsBackground = true, Name = "fuzz-" + target.Name };
        thread.Start();
        for (var last = -1L; !thread.Join(MaxStep); last = Interlocked.Read(ref _inputs))
        {
            if (last != Interlocked.Read(ref _inputs))
                continue;
            _finding = "an input does not end";
            break;
        }

        Report();
        if (_finding is null)
            return;
        var message = $"{target.Name}: {_finding}. Repeat with TREFF_FUZZ_SEED={_seed} TREFF_FUZZ={target.InputsPerLife} (input {_inputs}).";
        throw new InvalidOperationException(message, _exception);
    }

    private void RunLives()
    {
        _clock.Start();
        var total = FuzzSettings.Inputs(target);
        var nextCheck = 0L;
        try
        {
            while (_finding is null && _inputs < total && _clock.Elapsed < FuzzSettings.Duration)
            {
                Live(Math.Min(target.InputsPerLife, total - _inputs), isMeasured: _inputs >= nextCheck || _inputs + target.InputsPerLife >= total);
                if (_inputs >= nextCheck)
                    nextCheck = _inputs + Math.Max(total == long.MaxValue ? 100_000 : total / Checkpoints, 1);
                _seed++;
            }
        }
        catch (Exception exception)
        {
            _exception = exception;
            _finding = $"{exception.GetType().Name}: {exception.Message}";
        }

        if (_finding is null)
            _seed--;
    }

    private void Live(long inputs, bool isMeasured)
    {
        var random = new SeededRandom(_seed);
        target.Begin(random);
        for (var i = 0L; i < inputs; i++)
        {
            target.Step(random);
            Interlocked.Increment(ref _inputs);
        }

        // With the state still there: what it gathered in its life counts.
        if (isMeasured)
            Measure();
        target.End();
    }

    /// <summary>The first life warms up and is what the others are compared with.</summary>
    private void Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var native = Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes;
        if (_managedBefore == 0)
            (_managedBefore, _nativeBefore) = (managed, native);
        _managedGrowth = Math.Max(_managedGrowth, managed - _managedBefore);
        _nativeGrowth = Math.Max(_nativeGrowth, native - _nativeBefore);
        if (_managedGrowth > target.MaxGrowthBytes)
            _finding = $"{_managedGrowth >> 10} KiB of managed memory stay";
        else if (FuzzSettings.IsLong && _nativeGrowth > MaxNativeGrowthBytes)
            _finding = $"{_nativeGrowth >> 10} KiB of native memory stay";
    }

    private void Report()
    {
        if (FuzzSettings.Report is not { } file)
            return;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name,-14} {_inputs,11:N0} inputs {_clock.Elapsed.TotalSeconds,8:F1} s  {(_exception is null ? 0 : 1)} exceptions  "
            + $"managed +{_managedGrowth >> 10:N0} KiB  native +{_nativeGrowth >> 10:N0} KiB{(_finding is null ? "" : $"  FINDING, seed {_seed}: {_finding}")}\n");
        File.AppendAllText(file, line);
    }
}

/// <summary>Fuzz tests measure memory: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(FuzzCollection), DisableParallelization = true)]
public sealed class FuzzCollection;
