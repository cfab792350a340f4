using Treff.Rtc.Peer;

namespace Treff.Sfu.Metrics;

/// <summary>Counters of many peers together. For the worker's thread.</summary>
internal sealed class PeerTotals
{
    private static readonly Drop[] Reasons = Enum.GetValues<Drop>();

    private readonly long[] _drops = new long[Reasons.Length];

    public long PacketsReceived { get; private set; }

    public long PacketsSent { get; private set; }

    public long RetransmissionsReceived { get; private set; }

    public long RetransmissionsSent { get; private set; }

    public long NacksReceived { get; private set; }

    public long NacksSent { get; private set; }

    public long KeyFrameRequestsReceived { get; private set; }

    public long KeyFrameRequestsSent { get; private set; }

    public void Add(PeerStatistics peer)
    {
        PacketsReceived += peer.PacketsReceived;
        PacketsSent += peer.PacketsSent;
        RetransmissionsReceived += peer.RetransmissionsReceived;
        RetransmissionsSent += peer.RetransmissionsSent;
        NacksReceived += peer.NacksReceived;
        NacksSent += peer.NacksSent;
        KeyFrameRequestsReceived += peer.KeyFrameRequestsReceived;
        KeyFrameRequestsSent += peer.KeyFrameRequestsSent;
        foreach (var reason in Reasons)
            _drops[(int)reason] += peer.Dropped(reason);
    }

    public void Add(PeerTotals peers)
    {
        PacketsReceived += peers.PacketsReceived;
        PacketsSent += peers.PacketsSent;
        RetransmissionsReceived += peers.RetransmissionsReceived;
        RetransmissionsSent += peers.RetransmissionsSent;
        NacksReceived += peers.NacksReceived;
        NacksSent += peers.NacksSent;
        KeyFrameRequestsReceived += peers.KeyFrameRequestsReceived;
        KeyFrameRequestsSent += peers.KeyFrameRequestsSent;
        foreach (var reason in Reasons)
            _drops[(int)reason] += peers.Dropped(reason);
    }

    public long Dropped(Drop reason) => _drops[(int)reason];
}
