using System.Collections.Concurrent;
using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>
/// A few threads for DTLS handshakes: about 0.6 ms of CPU each, which the media of everybody else would wait for. The queue is bounded;
/// under a flood handshakes are dropped and counted, and real clients repeat theirs.
/// </summary>
internal sealed class DtlsHandshakePool : IDisposable
{
    /// <summary>Some 150 ms of work for one thread: what waits longer is repeated by its client anyway.</summary>
    public const int DefaultCapacity = 256;

    private readonly BlockingCollection<OffloadedHandshake> _queue;
    private readonly Thread[] _threads;
    private readonly Func<Timestamp> _clock;
    private readonly Refusals? _refusals;
    private long _droppedDatagrams;
    private long _steps;

    /// <param name="threads">How many handshakes run at a time.</param>
    /// <param name="clock">The worker's clock; called on pool threads.</param>
    /// <param name="capacity">How many may wait.</param>
    /// <param name="refusals">Counts dropped datagrams too.</param>
    public DtlsHandshakePool(int threads, Func<Timestamp> clock, int capacity = DefaultCapacity, Refusals? refusals = null)
    {
        _queue = new BlockingCollection<OffloadedHandshake>(capacity);
        _clock = clock;
        _refusals = refusals;
        _threads = Enumerable.Range(0, threads).Select(StartThread).ToArray();
    }

    /// <summary>Half the cores: the media threads want the others.</summary>
    public static int DefaultThreads => Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Datagrams that were not looked at because too much was waiting.</summary>
    public long DroppedDatagrams => Interlocked.Read(ref _droppedDatagrams);

    /// <summary>Steps that wait for a thread.</summary>
    public int Waiting => _queue.IsAddingCompleted ? 0 : _queue.Count;

    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>False when too many are waiting.</summary>
    public bool TryRun(OffloadedHandshake handshake) => !_queue.IsAddingCompleted && _queue.TryAdd(handshake);

    public void CountDropped(int datagrams)
    {
        Interlocked.Add(ref _droppedDatagrams, datagrams);
        _refusals?.Count(Refusal.Handshakes, datagrams);
    }

    /// <summary>Finishes what waits and ends the threads.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
    }

    private Thread StartThread(int index)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"dtls-{index}" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        foreach (var handshake in _queue.GetConsumingEnumerable())
        {
            Interlocked.Increment(ref _steps);
            handshake.Run(_clock());
        }
    }
}
