using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;

namespace Treff.Load;

/// <summary>One of a participant's two connections. Lives on its loop, except for <see cref="Connected"/>.</summary>
internal sealed class LoadPeer : ClientEnd
{
    private readonly PeerLoop _loop;
    private readonly int _socket;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoadPeer(DtlsContext context, PeerLoop loop, int socket)
        : base(context, loop.Outgoing, loop.UnixTimeOffset)
    {
        _loop = loop;
        _socket = socket;
    }

    public override Timestamp Now => _loop.Now;

    /// <summary>ICE and DTLS are up. Fails when the connection fails.</summary>
    public Task Connected => _connected.Task;

    /// <summary>True once <see cref="Connect"/> was called.</summary>
    public bool HasStarted { get; private set; }

    public List<MediaSource> Sources { get; } = [];

    /// <summary>Gets every message from a data channel, on the loop.</summary>
    public Action<byte[]>? DataReceived { get; set; }

    public void Connect(IceCredentials remote, DtlsFingerprint fingerprint, TransportAddress address)
    {
        HasStarted = true;
        Link.Peer.Connect(remote, fingerprint, new NetworkPath(_socket, address));
    }

    protected override void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet)
    {
        if (_loop.Measurement is not { } measurement)
            return;
        measurement.Packets++;
        measurement.Bytes += packet.Data.Length;
        if (!Stamp.TryRead(packet.Payload, out var sentAt))
            return;
        measurement.Delays.Add(Stamp.Microseconds(sentAt, _loop.ArrivedAt));
        measurement.ReadDelays.Add(Stamp.Microseconds(sentAt, _loop.Ticks));
    }

    protected override void OnKeyFrameRequest(SendStream stream)
    {
        if (stream.Owner is VideoLayer layer)
            layer.WantsKeyFrame = true;
    }

    protected override void OnData(ReadOnlySpan<byte> message) => DataReceived?.Invoke(message.ToArray());

    protected override void OnStateChanged(PeerState state)
    {
        if (state == PeerState.Connected)
            _connected.TrySetResult();
        else if (state is PeerState.Failed or PeerState.Closed)
            _connected.TrySetException(new IOException($"a connection is {state.ToString().ToLowerInvariant()}"));
    }
}
