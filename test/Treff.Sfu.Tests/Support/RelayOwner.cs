using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Support;

/// <summary>The plainest participant: passes every packet of its peer on to the outputs, rewriting nothing but the SSRC.</summary>
internal sealed class RelayOwner : IPeerOwner
{
    private readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<(PeerLink Link, SendStream Stream)> Outputs { get; } = [];

    /// <summary>Ends when the worker reported an exception to this owner.</summary>
    public Task<Exception> Fault => _fault.Task;

    public long Packets { get; private set; }

    public volatile PeerState State;

    public Action<PeerState>? StateChanged { get; set; }

    public bool ThrowsOnRtp { get; set; }

    public bool ThrowsOnFault { get; set; }

    public void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet)
    {
        if (ThrowsOnRtp)
            throw new InvalidOperationException("A bug of ours.");
        Packets++;
        var rtp = new OutgoingRtp { SequenceNumber = packet.SequenceNumber, Timestamp = packet.Timestamp, Marker = packet.Marker };
        foreach (var (link, output) in Outputs)
            link.SendRtp(output, rtp, packet.Payload);
    }

    public void OnPeerStateChanged(Timestamp now, PeerState state)
    {
        State = state;
        StateChanged?.Invoke(state);
    }

    public void OnFault(Exception exception)
    {
        _fault.TrySetResult(exception);
        if (ThrowsOnFault)
            throw new InvalidOperationException("A bug in the handler.");
    }

    public void OnReceiveStreamAdded(Timestamp now, ReceiveStream stream)
    {
    }

    public void OnNack(Timestamp now, SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
    }

    public void OnKeyFrameRequest(Timestamp now, SendStream stream)
    {
    }

    public void OnSenderReport(Timestamp now, ReceiveStream stream)
    {
    }

    public void OnReceptionReport(Timestamp now, SendStream stream)
    {
    }
}
