using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Srtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Support;

/// <summary>A client's media: a real peer on the other end of the fake network.</summary>
internal sealed class TestMedia : IDisposable
{
    private static ushort _nextPort = 50000;

    private readonly RtcPeer _peer;
    private readonly PeerLink _server;
    private readonly TestRoomHost _host;
    private readonly TransportAddress _address = TransportAddress.FromIPv4(0x7F000001, _nextPort++);
    private readonly byte[] _slot = new byte[2048];

    public TestMedia(TestRoomHost host, PeerLink server, IceCredentials credentials, SessionDescription answer)
    {
        _host = host;
        _server = server;
        _peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = TestRoomHost.DtlsContext,
            DtlsRole = DtlsRole.Client,
            LocalCredentials = credentials,
            Random = host.Random,
        });
        host.Media.Add(_address, this);
        Connect(answer);
    }

    public RtcPeer Peer => _peer;

    public TransportAddress Address => _address;

    /// <summary>Everything received, headers and payloads.</summary>
    public List<(uint Ssrc, ushort SequenceNumber, uint Timestamp, byte PayloadType, byte[] Payload)> Received { get; } = [];

    /// <summary>How much RTP padding each of them had.</summary>
    public List<int> Padding { get; } = [];

    /// <summary>Every message from a data channel.</summary>
    public List<(string Label, byte[] Message, bool IsText)> Data { get; } = [];

    public List<SendStream> KeyFrameRequests { get; } = [];

    /// <summary>True stops everything from and to this client.</summary>
    public bool IsUnplugged { get; set; }

    private static NetworkPath ServerPath => new(0, TransportAddress.FromIPv4(0x7F000001, 7882));

    /// <summary>Checks with the credentials of this answer from now on: the first time to connect, later to restart ICE.</summary>
    public void Connect(SessionDescription answer)
    {
        Assert.True(answer.TryGetIceCredentials(answer.Media[0], out var remote));
        var fingerprint = answer.FingerprintsOf(answer.Media[0])[0];
        _peer.Connect(remote, new DtlsFingerprint(fingerprint.Algorithm, fingerprint.Value), ServerPath);
    }

    public void HandleDatagram(Timestamp now, byte[] datagram)
    {
        if (IsUnplugged)
            return;
        var sink = new Sink(this);
        var buffer = new byte[datagram.Length + SrtpSender.Slack];
        datagram.CopyTo(buffer, 0);
        _peer.HandleDatagram(now, buffer.AsSpan(0, datagram.Length), ServerPath, ref sink);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (IsUnplugged || _peer.NextTimeout > now)
            return;
        var sink = new Sink(this);
        _peer.HandleTimeout(now, ref sink);
    }

    public void Send(SendStream stream, ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload) =>
        SendRtp(stream, new OutgoingRtp { SequenceNumber = sequenceNumber, Timestamp = timestamp, Marker = true }, payload);

    public void SendRtp(SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload)
    {
        var sink = new Sink(this);
        _peer.SendRtp(_host.Now, stream, rtp, payload, ref sink);
        _host.Deliver();
    }

    /// <summary>Opens a data channel as a client does and waits until the server has it.</summary>
    public void OpenDataChannel(string label, DataChannelOptions options)
    {
        var sink = new Sink(this);
        _peer.OpenDataChannel(_host.Now, label, options, ref sink);
        _host.Advance(200);
        Assert.NotNull(_peer.FindDataChannel(label));
    }

    /// <summary>The channels that livekit-client opens.</summary>
    public void OpenDataChannels()
    {
        OpenDataChannel("_reliable", DataChannelOptions.Reliable);
        OpenDataChannel("_lossy", new DataChannelOptions { IsOrdered = false, MaxRetransmits = 0 });
    }

    public void SendData(string label, ReadOnlySpan<byte> message, bool isText = false)
    {
        Assert.Equal(SendResult.Queued, TrySendData(label, message, isText));
        _host.Deliver();
    }

    public SendResult TrySendData(string label, ReadOnlySpan<byte> message, bool isText = false)
    {
        var sink = new Sink(this);
        return _peer.SendData(_host.Now, _peer.FindDataChannel(label)!, message, isText, ref sink);
    }

    public void Dispose() => _peer.Dispose();

    private void ToServer(int length)
    {
        if (IsUnplugged)
            return;
        var buffer = new byte[length + SrtpSender.Slack];
        _slot.AsSpan(0, length).CopyTo(buffer);
        _server.HandleDatagram(_host.Now, buffer.AsSpan(0, length), new NetworkPath(0, _address));
    }

    private readonly struct Sink(TestMedia media) : IPeerSink
    {
        public Span<byte> Reserve() => media._slot;

        public void Commit(int length, in NetworkPath path) => media.ToServer(length);

        public void OnReceiveStreamAdded(ReceiveStream stream)
        {
        }

        public void OnRtp(ReceiveStream stream, in RtpPacket packet)
        {
            media.Received.Add((packet.Ssrc, packet.SequenceNumber, packet.Timestamp, packet.PayloadType, packet.Payload.ToArray()));
            media.Padding.Add(packet.PaddingLength);
        }

        public void OnSenderReport(ReceiveStream stream)
        {
        }

        public void OnNack(SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
        {
        }

        public void OnKeyFrameRequest(SendStream stream) => media.KeyFrameRequests.Add(stream);

        public void OnReceptionReport(SendStream stream)
        {
        }

        public void OnBandwidthChanged(in BandwidthEstimate estimate)
        {
        }

        public void OnStateChanged(PeerState state)
        {
        }

        public void OnDataChannelOpened(DataChannel channel)
        {
        }

        public void OnData(DataChannel channel, ReadOnlySpan<byte> message, bool isText) =>
            media.Data.Add((channel.Label, message.ToArray(), isText));

        public void OnHandshakeDatagram(ReadOnlySpan<byte> datagram)
        {
        }
    }
}
