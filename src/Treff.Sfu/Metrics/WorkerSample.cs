namespace Treff.Sfu.Metrics;

/// <summary>What one media worker looked like at one moment. Counters count from the start of the server and never go back.</summary>
public sealed record WorkerSample
{
    /// <summary>The number of the worker, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>Its rooms.</summary>
    public required IReadOnlyList<RoomSample> Rooms { get; init; }

    public required int Participants { get; init; }

    /// <summary>Datagrams and their bytes (UDP payload), from and to the network.</summary>
    public required TrafficSample Datagrams { get; init; }

    /// <summary>RTP packets of the peers that live here, without retransmissions on the way out.</summary>
    public required PairSample Packets { get; init; }

    /// <summary>Sequence numbers asked for again.</summary>
    public required PairSample Nacks { get; init; }

    /// <summary>PLI and FIR.</summary>
    public required PairSample KeyFrameRequests { get; init; }

    public required PairSample Retransmissions { get; init; }

    /// <summary>What was thrown away, by reason (snake_case).</summary>
    public required IReadOnlyList<(string Reason, long Count)> Drops { get; init; }

    /// <summary>Times a subscription went on with another layer.</summary>
    public required long LayerSwitches { get; init; }

    /// <summary>Lost audio packets that were made from the redundancy of later ones.</summary>
    public required long RedRecoveries { get; init; }

    /// <summary>Subscriptions to video that are stopped because it does not fit the subscriber's bandwidth, now.</summary>
    public required int PausedStreams { get; init; }

    /// <summary>Measured bandwidth towards each peer in bit/s, ascending; peers that were not measured are not in it.</summary>
    public required IReadOnlyList<long> Estimates { get; init; }

    public required TurnSample Turns { get; init; }

    /// <summary>The share of the last second in which the thread was at work, 0 to 1.</summary>
    public double BusyShare { get; init; }

    public required QueueSample Queues { get; init; }

    /// <summary>Datagrams handed to other workers (sent) and taken from them (received).</summary>
    public required PairSample Handovers { get; init; }

    /// <summary>Exceptions of our own; each ended one room.</summary>
    public required long Faults { get; init; }

    /// <summary>Addresses of clients, or connections, on which a peer of this worker has been heard.</summary>
    public required int Paths { get; init; }

    /// <summary>Allocations of the relay that are alive.</summary>
    public required int RelayAllocations { get; init; }
}

/// <param name="Sid">Random, and known to the log and the server API.</param>
/// <param name="Participants">Now.</param>
public sealed record RoomSample(string Sid, int Participants);

/// <summary>One number for what came and one for what went.</summary>
public readonly record struct PairSample(long Received, long Sent);

/// <summary>Datagrams and bytes, both ways.</summary>
public readonly record struct TrafficSample(PairSample Count, PairSample Bytes);

/// <param name="Count">Turns of the loop so far.</param>
/// <param name="Busy">Time spent in them, without waiting.</param>
/// <param name="Median">Of the last second.</param>
/// <param name="Percentile99">Of the last second.</param>
/// <param name="Longest">Of the last second.</param>
public readonly record struct TurnSample(long Count, TimeSpan Busy, TimeSpan Median, TimeSpan Percentile99, TimeSpan Longest);

/// <param name="Commands">In the inbox.</param>
/// <param name="Handovers">Datagrams of other workers.</param>
/// <param name="Handshakes">DTLS steps waiting for a thread.</param>
public readonly record struct QueueSample(int Commands, int Handovers, int Handshakes);
