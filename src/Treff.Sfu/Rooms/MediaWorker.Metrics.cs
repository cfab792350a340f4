using Treff.Sfu.Metrics;

namespace Treff.Sfu.Rooms;

// What others may know of the worker.
internal sealed partial class MediaWorker
{
    private readonly PeerTotals _departed = new();
    private WorkerSampler? _sampler;

    /// <summary>What subscriptions of this worker count. For its thread.</summary>
    public ForwardingStatistics Forwarding { get; } = new();

    /// <summary>The share of the last second in which the thread was at work, 0 to 1. Any thread.</summary>
    public double BusyShare => _sampler?.BusyShare ?? 0;

    /// <summary>The worker as it was within the last second; null before the first look. Any thread.</summary>
    public WorkerSample? LatestSample => _sampler?.Latest;

    /// <summary>Has the worker looked at once a second; before it is started.</summary>
    public void Watch(RoomRegistry rooms)
    {
        _sampler = new WorkerSampler(this, rooms, Now);
        _deadlines.Schedule(_sampler);
    }

    /// <summary>The worker right now. For its thread.</summary>
    public WorkerSample Sample(RoomRegistry rooms)
    {
        var peers = new PeerTotals();
        peers.Add(_departed);
        var estimates = new List<long>();
        foreach (var link in _router.Links)
        {
            peers.Add(link.Peer.Statistics);
            if (link.Peer.Bandwidth is { IsKnown: true } bandwidth)
                estimates.Add(bandwidth.TargetBitsPerSecond);
        }

        estimates.Sort();
        var udp = UdpStatistics;
        return new WorkerSample
        {
            Worker = Index,
            Rooms = [.. rooms.Rooms.Select(room => new RoomSample(room.Sid, room.Participants.Count))],
            Participants = rooms.Rooms.Sum(room => room.Participants.Count),
            Datagrams = new(new(udp.DatagramsReceived, udp.DatagramsSent), new(udp.BytesReceived, udp.BytesSent)),
            Packets = new(peers.PacketsReceived, peers.PacketsSent),
            Nacks = new(peers.NacksReceived, peers.NacksSent),
            KeyFrameRequests = new(peers.KeyFrameRequestsReceived, peers.KeyFrameRequestsSent),
            Retransmissions = new(peers.RetransmissionsReceived, peers.RetransmissionsSent),
            Drops = DropReasons.List(peers, udp, Statistics, Forwarding),
            LayerSwitches = Forwarding.LayerSwitches,
            RedRecoveries = Forwarding.RedRecoveries,
            PausedStreams = CountPaused(rooms),
            Estimates = estimates,
            Turns = SampleTurns(),
            BusyShare = BusyShare,
            Queues = new(_inbox.Count, _others?.Waiting ?? 0, _handshakes.Waiting),
            Handovers = new(Statistics.TakenOver, Statistics.HandedOver),
            Faults = Statistics.Faults,
            Paths = _router.PathCount,
            RelayAllocations = _turn?.Statistics.Allocations ?? 0,
        };
    }

    private TurnSample SampleTurns()
    {
        var times = Statistics.TurnTimes;
        return new(
            Statistics.Turns, TimeSpan.FromMicroseconds(Statistics.BusyMicroseconds), times.Quantile(0.5), times.Quantile(0.99), times.Longest);
    }

    private static int CountPaused(RoomRegistry rooms) => rooms.Rooms
        .SelectMany(room => room.Participants)
        .Sum(participant => participant.Subscriptions.All.Count(subscription => subscription.Granted.IsPaused && !subscription.Wanted.IsPaused));
}
