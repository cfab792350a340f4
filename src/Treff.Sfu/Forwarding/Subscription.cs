using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding.Allocation;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Forwarding;

/// <summary>One track going to one subscriber: one outgoing stream for its whole life, whatever layers it is made of.</summary>
internal sealed class Subscription
{
    // A key frame costs every subscriber: for a better picture it is asked for only so often, once what is wanted has been asked for.
    private static readonly TimeSpan UpgradeInterval = TimeSpan.FromSeconds(3);

    private readonly StreamRewriter _rewriter = new();
    private readonly LayerFilter _filter = new();
    private readonly KeyFrameAllowance _allowance = new();
    private readonly RetransmissionSequencer _sequencer = new();
    private TrackLayer? _current;
    private TrackLayer? _target;
    private TrackLayer? _previous;
    private Timestamp _lastSentAt;
    private Timestamp _nextUpgrade = Timestamp.Zero;
    private bool _hasGivenUp;
    private bool _isInterrupted;

    public Subscription(Participant subscriber, PublishedTrack track, LayerTarget wanted)
    {
        Subscriber = subscriber;
        Track = track;
        Wanted = wanted;
        Granted = LayerTarget.Unbounded;
    }

    public Participant Subscriber { get; }

    /// <summary>The track, in the codec that the subscriber is sent.</summary>
    public PublishedTrack Track { get; private set; }

    /// <summary>The m-line it was bound to; null while it waits for one.</summary>
    public MediaSection? Section { get; private set; }

    public SendStream? Stream { get; private set; }

    /// <summary>The most that the subscriber asked for.</summary>
    public LayerTarget Wanted { get; private set; }

    /// <summary>The most that its share of the bandwidth allows.</summary>
    public LayerTarget Granted { get; private set; }

    /// <summary>The most that is forwarded: the lower of both bounds.</summary>
    public LayerTarget Target => LayerTarget.Min(Wanted, Granted);

    /// <summary>Its part in the division of the subscriber's bandwidth; of video only.</summary>
    public VideoDemand Demand { get; } = new();

    /// <summary>How large the subscriber shows it, in pixels.</summary>
    public long ShownPixels { get; set; }

    /// <summary>The subscriber's own rank for it: 0 is none, 255 the highest.</summary>
    public int Priority { get; set; }

    /// <summary>The subscriber cannot decode it; it waits for no section.</summary>
    public bool IsUnsupported { get; set; }

    /// <summary>The subscriber can only decode the track's second codec, which is not published yet; it waits for no section.</summary>
    public bool AwaitsBackup { get; set; }

    /// <summary>What the client can decode, once it has refused a codec by its answer.</summary>
    public IReadOnlyList<OfferedCodec>? Decodable { get; set; }

    /// <summary>Offered, and nothing may flow before the client has agreed.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>The payload type under which RED goes out; null when the subscriber gets plain audio.</summary>
    public byte? RedPayloadType { get; set; }

    /// <summary>Packets that went out, without retransmissions.</summary>
    public long PacketsSent { get; private set; }

    private bool IsFlowing => Stream is not null && !AwaitsAnswer && !_isInterrupted && !Target.IsPaused && Subscriber.State == LiveKit.Protocol.ParticipantInfo.Types.State.Active;

    /// <summary>From here on packets flow, as soon as the subscriber's connection is up.</summary>
    public void Bind(MediaSection section, SendStream stream)
    {
        Section = section;
        Stream = stream;
        stream.Owner = this;
        // The blocks inside name the publisher's payload type of the audio: with another one here they would mean something else.
        RedPayloadType = section.TakesRed && stream.PayloadType == Track.Codec.PayloadType ? section.Red?.PayloadType : null;
        Track.TellOfSubscriber(Subscriber);
        Track.ReviewQualities(fresh: this);
        Subscriber.Bandwidth.Review();
    }

    /// <summary>The same track in another codec. Only while unbound: streams have one codec.</summary>
    public void MoveTo(PublishedTrack track)
    {
        if (track == Track)
            return;
        Track.Remove(this);
        Track = track;
        AwaitsBackup = false;
        _previous = null;
        Demand.Forget();
        track.Add(this);
    }

    public void Unbind()
    {
        if (Stream is { } stream && !Subscriber.IsGone)
            Subscriber.SubscriberLink.Peer.RemoveSendStream(stream);
        Stream = null;
        Section = null;
        AwaitsAnswer = false;
        _sequencer.Clear();
        Pause();
    }

    /// <summary>Nothing comes from the subscriber any more: until something does, nothing is encrypted and sent to it in vain.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        Pause();
    }

    /// <summary>The subscriber's connection is up again after <see cref="Interrupt"/>.</summary>
    public void Resume(Timestamp now)
    {
        if (!_isInterrupted)
            return;
        _isInterrupted = false;
        Begin(now);
    }

    /// <summary>Chooses the layer and asks for a key frame to start with.</summary>
    public void Begin(Timestamp now)
    {
        SelectLayer();
        Track.RequestKeyFrames(now);
    }

    /// <summary>Nothing goes out until <see cref="SelectLayer"/>; what comes then follows on without a gap.</summary>
    public void Pause()
    {
        _current = null;
        _target = null;
    }

    /// <summary>What the subscriber asks for; <see cref="LayerTarget.Paused"/> switches the track off.</summary>
    public void SetWanted(Timestamp now, LayerTarget wanted) => SetBounds(now, wanted, Granted);

    /// <summary>What fits its bandwidth; <see cref="LayerTarget.Paused"/> stops the track until more is granted.</summary>
    public void SetGranted(Timestamp now, LayerTarget granted) => SetBounds(now, Wanted, granted);

    public void SelectLayer()
    {
        if (!IsFlowing || Track.Info.Muted)
            return;
        _target = LayerSelector.Select(Track.Layers, Target.Spatial) ?? _target;
        if (_target is null)
            return;
        var now = Subscriber.Room.Host.Now;
        if (_target != _current)
        {
            _target.KeyFrames.Want();
        }
        else if (now >= _nextUpgrade && _filter.NeedsKeyFrame(Bounds, Track.HighestLive(now)))
        {
            _target.KeyFrames.Want();
            _nextUpgrade = now + UpgradeInterval;
        }
    }

    public void Forward(Timestamp now, TrackLayer layer, in SourcePacket source)
    {
        if (!IsFlowing || IsElsewhere(source) || (layer != _current && !TrySwitchTo(now, layer, source)))
            return;
        var payload = source.IsRed && RedPayloadType is null ? source.Plain : source.Payload;
        if (payload.IsEmpty || !_filter.TrySelect(source, Bounds, out var kept))
        {
            Skip(source);
            return;
        }

        if (!_rewriter.TryMap(source.SequenceNumber, source.Timestamp, out var sequenceNumber, out var timestamp))
            return;
        if (source.CanStart)
            _hasGivenUp = false;
        Span<byte> prefix = stackalloc byte[Vp8Descriptor.MaxLength];
        var outgoing = new OutgoingRtp
        {
            SequenceNumber = sequenceNumber,
            Timestamp = timestamp,
            Marker = kept.Marker,
            PayloadType = source.IsRed ? RedPayloadType : null,
            DependencyDescriptor = source.DependencyDescriptor,
            PayloadPrefix = kept.Vp8 is { } rewrite ? prefix[..source.Vp8.Write(prefix, rewrite)] : default,
            PrefixSkip = source.HasVp8 ? source.Vp8.Length : 0,
            Padding = source.Padding,
        };
        if (!Subscriber.SubscriberLink.SendRtp(Stream!, outgoing, payload))
            return;
        // A copy is not in the publisher's history. The packet may still come and be kept there, and need not be the same to the last byte.
        if (!source.IsRecovered)
            _sequencer.Add(now, sequenceNumber, new SentPacket(layer.Stream, source.SequenceNumber, timestamp, kept.Marker, kept.Vp8, source.Padding));
        _lastSentAt = now;
        PacketsSent++;
    }

    /// <summary>
    /// The subscriber misses packets: they are sent again from the publisher's history. Not while it waits for a key frame: it throws away
    /// what lies before that.
    /// </summary>
    public void OnNack(Timestamp now, ReadOnlySpan<ushort> sequenceNumbers)
    {
        if (!IsFlowing || _hasGivenUp)
            return;
        foreach (var sequenceNumber in sequenceNumbers)
        {
            if (_sequencer.TryAnswer(now, sequenceNumber, Stream!.Rtt, out var sent))
                Resend(sequenceNumber, sent);
        }
    }

    public void OnKeyFrameRequest(Timestamp now)
    {
        if (!IsFlowing || !_allowance.TryTake(now))
            return;
        _hasGivenUp = _current is not null;
        (_current ?? _target)?.KeyFrames.Want();
        Track.RequestKeyFrames(now);
    }

    /// <summary>The subscriber's sender reports speak of the publisher's clock, so that its sound and picture stay together.</summary>
    public void OnSenderReport(TrackLayer layer)
    {
        if (layer == _current && Stream is { } stream)
            stream.SetTimeReference(Track.Publisher.Clock.ToServer(layer.Stream.LastSenderReportNtp), layer.Stream.LastSenderReportRtp + _rewriter.TimestampOffset);
    }

    /// <summary>
    /// The track continues with another codec, which has another payload type here. It moves to a new stream on another section: the same
    /// SSRC must not start a second packet index (its SRTP keys would be used twice).
    /// </summary>
    public void OnCodecChanged()
    {
        if (Section is not null)
            Subscriber.Negotiation.Release(this);
    }

    private void SetBounds(Timestamp now, LayerTarget wanted, LayerTarget granted)
    {
        if (wanted == Wanted && granted == Granted)
            return;
        var wantsOther = wanted != Wanted;
        Wanted = wanted;
        Granted = granted;
        _nextUpgrade = now;
        if (wantsOther)
        {
            Subscriber.Bandwidth.OnWantedChanged(now);
            Track.ReviewQualities();
        }

        if (Target.IsPaused)
            Pause();
        else
            Begin(now);
    }

    private void Resend(ushort sequenceNumber, in SentPacket sent)
    {
        if (!sent.Source.TryGetFromHistory(sent.SourceSequenceNumber, out var bytes) || !RtpPacket.TryParse(bytes, out var packet))
            return;
        Span<byte> prefix = stackalloc byte[Vp8Descriptor.MaxLength];
        var prefixLength = 0;
        var prefixSkip = 0;
        if (sent.Vp8 is { } rewrite && Vp8Descriptor.TryParse(packet.Payload, out var descriptor))
        {
            prefixLength = descriptor.Write(prefix, rewrite);
            prefixSkip = descriptor.Length;
        }

        var payload = packet.Payload;
        var isRed = Track.IsRed(packet.PayloadType);
        if (isRed && RedPayloadType is null)
        {
            if (!RedPayload.TryParse(payload, out var red))
                return;
            payload = red.Primary;
        }

        var outgoing = new OutgoingRtp
        {
            SequenceNumber = sequenceNumber,
            Timestamp = sent.Timestamp,
            Marker = sent.Marker,
            PayloadType = isRed ? RedPayloadType : null,
            DependencyDescriptor = Track.FindDependencyDescriptor(packet),
            PayloadPrefix = prefix[..prefixLength],
            PrefixSkip = prefixSkip,
            Padding = sent.Padding,
        };
        Subscriber.SubscriberLink.SendRetransmission(Stream!, outgoing, payload);
    }

    /// <summary>The bounds inside the stream that is forwarded: a simulcast layer has no spatial layers of its own.</summary>
    private LayerTarget Bounds => Track.IsScalable ? Target : Target with { Spatial = int.MaxValue };

    /// <summary>Redundant audio goes to whom takes no RED, and only once.</summary>
    private bool IsElsewhere(in SourcePacket source) => RedPayloadType is null ? source.WasRecovered : source.IsRecovered;

    /// <summary>
    /// The packet is left out. Its number closes up, unless later ones are out already: then an empty packet goes out under it, or the
    /// receiver would ask for it in vain.
    /// </summary>
    private void Skip(in SourcePacket source)
    {
        if (_rewriter.TryDrop(source.SequenceNumber)
            || !_rewriter.TryMap(source.SequenceNumber, source.Timestamp, out var sequenceNumber, out var timestamp))
        {
            return;
        }

        var outgoing = new OutgoingRtp { SequenceNumber = sequenceNumber, Timestamp = timestamp, Marker = false };
        Subscriber.SubscriberLink.SendRtp(Stream!, outgoing, default);
    }

    private bool TrySwitchTo(Timestamp now, TrackLayer layer, in SourcePacket source)
    {
        if (!source.CanStart || source.IsRecovered || source.Payload.IsEmpty || !Accepts(layer))
            return false;
        _rewriter.Start(source.SequenceNumber, source.Timestamp, MapTimestamp(now, layer, source.Timestamp));
        _filter.Start(source, Bounds);
        if (_current is null && Track.Kind == MediaKind.Video)
            Subscriber.Bandwidth.OnStarted(this);
        if (_previous is not null && _previous != layer)
            Track.Publisher.Room.Forwarding.LayerSwitches++;
        _current = layer;
        _previous = layer;
        if (layer.Stream.LastSenderReportNtp != 0)
            OnSenderReport(layer);
        return true;
    }

    /// <summary>The chosen layer, any layer while there is no picture at all, and one nearer to the chosen one that starts by itself.</summary>
    private bool Accepts(TrackLayer layer)
    {
        if (layer == _target || Track.Layers.Count == 1)
            return true;
        var bound = Target.Spatial;
        if (_current is null || layer.Index > _current.Index)
            return layer.Index <= bound;
        return _current.Index > bound && layer.Index >= bound;
    }

    private uint MapTimestamp(Timestamp now, TrackLayer layer, uint timestamp)
    {
        if (_previous is null || _previous == layer)
            return timestamp + _rewriter.TimestampOffset;
        var clockRate = layer.Stream.ClockRate;
        var byArrival = LayerClock.Extrapolate(_rewriter.LastTimestamp, now - _lastSentAt, clockRate);
        if (!LayerClock.TryMap(_previous.Stream, layer.Stream, timestamp, out var onPreviousLine))
            return byArrival;
        var mapped = onPreviousLine + _rewriter.TimestampOffset;
        return LayerClock.IsPlausible(mapped, byArrival, clockRate) ? mapped : byArrival;
    }
}
