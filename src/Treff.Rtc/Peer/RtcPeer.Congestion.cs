using Treff.Rtc.Congestion;

namespace Treff.Rtc.Peer;

/// <content>What the path to the peer carries.</content>
public sealed partial class RtcPeer
{
    /// <summary>The present estimate; <see cref="IPeerSink.OnBandwidthChanged"/> tells of changes.</summary>
    public BandwidthEstimate Bandwidth { get; private set; } = BandwidthEstimate.Unknown;

    /// <summary>What the last <see cref="SetBandwidthDemand"/> said.</summary>
    public BandwidthDemand BandwidthDemand { get; private set; }

    /// <summary>
    /// Says what could be sent if the path carried more. Whoever divides the bandwidth calls it after each division; without it the path is
    /// never probed.
    /// </summary>
    public void SetBandwidthDemand(in BandwidthDemand demand) => BandwidthDemand = demand;
}
