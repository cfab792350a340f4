using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Peer;

/// <summary>What a peer gave out: datagrams go onto a link, events into lists.</summary>
internal sealed class Recording(LossyLink link, RtcPeer peer)
{
    public byte[] Slot { get; } = new byte[2048];

    public Timestamp Now { get; set; }

    public RtcPeer Peer { get; } = peer;

    public List<(uint Ssrc, string? Rid, ushort SequenceNumber, byte[] Payload)> Packets { get; } = [];

    public List<ReceiveStream> Streams { get; } = [];

    public List<PeerState> States { get; } = [];

    public List<BandwidthEstimate> Estimates { get; } = [];

    public List<ushort> Nacks { get; } = [];

    public List<DataChannel> Channels { get; } = [];

    public List<(string Label, byte[] Data)> Messages { get; } = [];

    public int KeyFrameRequests { get; set; }

    public int SenderReports { get; set; }

    public int ReceptionReports { get; set; }

    /// <summary>Answers NACKs with what was sent, as a media server does.</summary>
    public Action<SendStream, ushort>? OnNack { get; set; }

    public void Send(int length, in NetworkPath path) => link.Send(Now, Slot.AsSpan(0, length), path);
}

internal readonly struct RecordingSink(Recording recording) : IPeerSink
{
    public Span<byte> Reserve() => recording.Slot;

    public void Commit(int length, in NetworkPath path) => recording.Send(length, path);

    public void OnReceiveStreamAdded(ReceiveStream stream) => recording.Streams.Add(stream);

    public void OnRtp(ReceiveStream stream, in RtpPacket packet) =>
        recording.Packets.Add((stream.Ssrc, stream.Rid, packet.SequenceNumber, packet.Payload.ToArray()));

    public void OnSenderReport(ReceiveStream stream) => recording.SenderReports++;

    public void OnNack(SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
        foreach (var number in sequenceNumbers)
        {
            recording.Nacks.Add(number);
            recording.OnNack?.Invoke(stream, number);
        }
    }

    public void OnKeyFrameRequest(SendStream stream) => recording.KeyFrameRequests++;

    public void OnReceptionReport(SendStream stream) => recording.ReceptionReports++;

    public void OnBandwidthChanged(in BandwidthEstimate estimate) => recording.Estimates.Add(estimate);

    public void OnStateChanged(PeerState state) => recording.States.Add(state);

    public void OnDataChannelOpened(DataChannel channel) => recording.Channels.Add(channel);

    public void OnData(DataChannel channel, ReadOnlySpan<byte> message, bool isText) =>
        recording.Messages.Add((channel.Label, message.ToArray()));

    public void OnHandshakeDatagram(ReadOnlySpan<byte> datagram) => throw new InvalidOperationException("the handshake is not offloaded");
}
