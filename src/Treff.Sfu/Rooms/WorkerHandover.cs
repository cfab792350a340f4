using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// One worker's side of the rings between workers. The others are woken once a turn at most, however much they get. For the worker's thread,
/// except <see cref="Wake"/>.
/// </summary>
internal sealed class WorkerHandover(Handover handover, int worker, MediaWorkerStatistics statistics)
{
    /// <summary>More from one worker waits for the next turn, so that neither the sockets nor the other workers have to.</summary>
    private const int MaxDatagramsPerTurn = ReceiveBatch.Capacity;

    private readonly bool[] _hasNew = new bool[handover.Workers];

    public int Worker => worker;

    /// <summary>Something waits for this worker.</summary>
    public bool HasWork => handover.HasFor(worker);

    /// <summary>Datagrams that wait for this worker.</summary>
    public int Waiting
    {
        get
        {
            var waiting = 0;
            for (var from = 0; from < handover.Workers; from++)
                waiting += handover.Between(from, worker).Count;
            return waiting;
        }
    }

    /// <summary>How to wake another worker; set before the threads start.</summary>
    public Action<int> Wake { get; set; } = _ => { };

    /// <summary>Copies a datagram for another worker, or drops and counts it.</summary>
    public void Add(int to, ReadOnlySpan<byte> datagram, in NetworkPath path, HandoverKind kind)
    {
        if ((uint)to >= (uint)_hasNew.Length || to == worker || !handover.Between(worker, to).TryAdd(datagram, path, kind))
        {
            statistics.HandoversDropped++;
            return;
        }

        statistics.HandedOver++;
        _hasNew[to] = true;
    }

    /// <summary>Wakes those who were given something since the last call.</summary>
    public void WakeOthers()
    {
        for (var i = 0; i < _hasNew.Length; i++)
        {
            if (!_hasNew[i])
                continue;
            _hasNew[i] = false;
            Wake(i);
        }
    }

    /// <summary>Gives what other workers handed over to the handler, each datagram in its slot.</summary>
    public void Receive(IHandoverHandler handler)
    {
        for (var from = 0; from < handover.Workers; from++)
        {
            var ring = handover.Between(from, worker);
            for (var i = 0; i < MaxDatagramsPerTurn && ring.TryPeek(out var datagram, out var path, out var kind); i++)
            {
                statistics.TakenOver++;
                try
                {
                    handler.HandleHandedOver(datagram, path, kind);
                }
                finally
                {
                    ring.Free();
                }
            }
        }
    }
}
