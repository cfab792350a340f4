using Treff.Rtc.Sctp.Association;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Sctp;

/// <summary>
/// One SCTP association over DTLS (RFC 9260, 8261): packets and time in, packets and deadlines out. After every call with packets, time
/// or messages the caller takes packets until there are none, then asks for <see cref="NextTimeout"/>.
/// Data goes through a <see cref="DataChannels.DataChannelSet"/>.
/// </summary>
public sealed class SctpAssociation
{
    private readonly AssociationContext _context;

    public SctpAssociation(SctpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Mtu, 512);
        _context = new AssociationContext(options);
    }

    public SctpOptions Options => _context.Options;

    public SctpStatistics Statistics => _context.Statistics;

    /// <summary>Why the association ended, if it did.</summary>
    public SctpFailure Failure => _context.Failure;

    public SctpState State => _context.State switch
    {
        AssociationState.Closed => SctpState.Closed,
        AssociationState.CookieWait or AssociationState.CookieEchoed => SctpState.Connecting,
        AssociationState.Established => SctpState.Connected,
        _ => SctpState.ShuttingDown, // the four states of RFC 9260 9.2
    };

    /// <summary>Bytes accepted for sending and neither acknowledged nor given up.</summary>
    public long BufferedAmount => _context.SendQueue.BufferedBytes;

    /// <summary>Smoothed round-trip time; zero before the first measurement.</summary>
    public TimeSpan RoundTripTime => Block?.Sender.Timeout.SmoothedRoundTrip ?? TimeSpan.Zero;

    /// <summary>When <see cref="HandleTimeout"/> must be called, at the latest.</summary>
    public Timestamp NextTimeout
    {
        get
        {
            var state = _context.State switch
            {
                AssociationState.CookieWait wait => wait.Timer.Deadline,
                AssociationState.CookieEchoed echoed => echoed.Timer.Deadline,
                AssociationState.ShutdownSent sent => sent.Timer.Deadline,
                AssociationState.ShutdownAckSent acked => acked.Timer.Deadline,
                _ => Timestamp.Never, // no timer of the state itself
            };
            return Block is not { } block
                ? state
                : Earliest(state, block.Tracker.SackDeadline, block.Sender.Deadline, block.Heartbeat.Deadline, block.Resets.Deadline);
        }
    }

    internal CongestionWindow? Window => Block?.Sender.Window;

    internal AssociationState InnerState => _context.State;

    /// <summary>Streams that messages may be sent on.</summary>
    internal int OutboundStreams => Block?.OutboundStreams ?? Options.MaxStreams;

    private TransmissionControlBlock? Block => _context.State.ControlBlock;

    /// <summary>Begins the association. Both ends may do so at once; one may as well wait for the other.</summary>
    public void Connect(Timestamp now)
    {
        if (_context.State is AssociationState.Closed)
            Handshake.Connect(_context, now);
    }

    /// <summary>Ends the association when all that is queued has been delivered.</summary>
    public void Shutdown(Timestamp now) => ShutdownProcedure.Begin(_context, now);

    /// <summary>Ends the association now; the peer is told once.</summary>
    public void Abort()
    {
        if (_context.State is not AssociationState.Closed)
            _context.Close(SctpFailure.None, ErrorCauseCode.UserInitiatedAbort);
    }

    /// <summary>
    /// The path works again after an interruption: what the back-off would hold for seconds is tried at once.
    /// </summary>
    public void OnPathRestored(Timestamp now) => Block?.Sender.RetryAt(now);

    /// <summary>Takes one packet from the peer. Nothing in it can make this throw.</summary>
    public void HandlePacket(Timestamp now, ReadOnlySpan<byte> packet)
    {
        Statistics.PacketsReceived++;
        if (!SctpPacket.TryParse(packet, out var parsed, out var drop))
        {
            Statistics.Count(drop);
            return;
        }

        if (parsed.DestinationPort != Options.LocalPort || parsed.SourcePort != Options.RemotePort)
        {
            Statistics.Count(SctpDrop.WrongPort);
            return;
        }

        PacketReception.Handle(_context, now, parsed);
    }

    /// <summary>
    /// The next packet to send, if there is one. <paramref name="destination"/> holds at least <see cref="SctpOptions.Mtu"/> bytes.
    /// </summary>
    public bool TryTakePacket(Timestamp now, Span<byte> destination, out int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Options.Mtu, nameof(destination));
        if (!PacketAssembly.TryTake(_context, now, destination, out length))
            return false;
        Statistics.PacketsSent++;
        return true;
    }

    /// <summary>Does what is due. Calling early does no harm.</summary>
    public void HandleTimeout(Timestamp now)
    {
        if (_context.State is AssociationState.CookieWait wait)
            Handshake.HandleTimeout(_context, wait, now);
        else if (_context.State is AssociationState.CookieEchoed echoed)
            CookieExchange.HandleTimeout(_context, echoed, now);
        ShutdownProcedure.HandleTimeout(_context, now);
        if (Block is { } block)
            HandleBlockTimeout(block, now);
    }

    internal SendResult Send(
        ushort streamId, uint payloadProtocol, in Reliability reliability, ReadOnlySpan<byte> payload, bool ignoreLimit = false)
    {
        if (payload.Length > Options.MaxMessageSize || payload.Length == 0)
            return SendResult.TooLarge;
        if (State == SctpState.ShuttingDown || streamId >= OutboundStreams)
            return SendResult.NotOpen;
        var queue = _context.SendQueue;
        if (!ignoreLimit && !queue.HasRoomFor(payload.Length))
            return SendResult.BufferFull;
        var stream = queue.GetStream(streamId);
        if (stream.IsClosing)
            return SendResult.NotOpen;
        queue.Add(stream, payloadProtocol, reliability, payload);
        return SendResult.Queued;
    }

    /// <summary>Bytes of one stream that are neither acknowledged nor given up.</summary>
    internal long BufferedBytes(ushort streamId) => _context.SendQueue.TryGetStream(streamId, out var stream) ? stream.BufferedBytes : 0;

    /// <summary>Begins an outgoing stream anew once what is queued on it has been sent. False without an association.</summary>
    internal bool ResetStream(ushort streamId)
    {
        if (Block is not { } block)
            return false;
        block.Resets.Request(_context, streamId);
        return true;
    }

    /// <summary>The peer has used a stream again whose reset we have asked for: see <see cref="StreamResets.Confirm"/>.</summary>
    internal bool ConfirmReset(ushort streamId) => Block is { } block && block.Resets.Confirm(_context, streamId);

    /// <summary>Drops what is queued on a stream and has not been sent even in part.</summary>
    internal void DropUnsent(ushort streamId)
    {
        if (_context.SendQueue.TryGetStream(streamId, out var stream))
            Statistics.MessagesAbandoned += _context.SendQueue.DropUnsent(stream);
    }

    internal bool TryTakeEvent(out SctpEvent raised) => _context.TryTakeEvent(out raised);

    private void HandleBlockTimeout(TransmissionControlBlock block, Timestamp now)
    {
        block.Tracker.HandleTimeout(now);
        if (block.Sender.HandleTimeout(now) && !IsAnsweredProbe(block) && !_context.CountError(block))
            return;
        if (block.Heartbeat.HandleTimeout(now) && !_context.CountError(block))
            return;
        if (block.Resets.HandleTimeout(now))
        {
            block.Sender.Timeout.BackOff();
            if (!_context.CountError(block))
                return;
        }

        ShutdownProcedure.Advance(_context, now);
    }

    /// <summary>A peer without room that still answers is alive (RFC 9260 6.1 A).</summary>
    private static bool IsAnsweredProbe(TransmissionControlBlock block)
    {
        var answered = block.Sender.IsProbingZeroWindow && block.HasHeardFromPeer;
        block.HasHeardFromPeer = false;
        return answered;
    }

    private static Timestamp Earliest(Timestamp a, Timestamp b, Timestamp c, Timestamp d, Timestamp e) =>
        Timestamp.Min(Timestamp.Min(Timestamp.Min(a, b), Timestamp.Min(c, d)), e);
}
