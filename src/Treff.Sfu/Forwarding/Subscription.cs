using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Forwarding;

/// <summary>One track going to one subscriber: one outgoing stream for its whole life, whatever layers it is made of.</summary>
internal sealed class Subscription
{
    private readonly StreamRewriter _rewriter = new();
    private readonly Vp8Rewriter _vp8 = new();
    private readonly RetransmissionSequencer _sequencer = new();
    private TrackLayer? _current;
    private TrackLayer? _target;
    private TrackLayer? _previous;
    private Timestamp _lastSentAt;

    public Subscription(Participant subscriber, PublishedTrack track, LayerTarget wanted)
    {
        Subscriber = subscriber;
        Track = track;
        Wanted = wanted;
        Granted = LayerTarget.Unbounded;
    }

    public Participant Subscriber { get; }

    public PublishedTrack Track { get; }

    /// <summary>The m-line it was bound to; null while it waits for one.</summary>
    public MediaSection? Section { get; private set; }

    public SendStream? Stream { get; private set; }

    /// <summary>The most that the subscriber asked for.</summary>
    public LayerTarget Wanted { get; private set; }

    /// <summary>The most that its share of the bandwidth allows.</summary>
    public LayerTarget Granted { get; private set; }

    /// <summary>The most that is forwarded: the lower of both bounds.</summary>
    public LayerTarget Target => LayerTarget.Min(Wanted, Granted);

    /// <summary>The subscriber cannot decode it; it waits for no section.</summary>
    public bool IsUnsupported { get; set; }

    /// <summary>Offered, and nothing may flow before the client has agreed.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>Packets that went out, without retransmissions.</summary>
    public long PacketsSent { get; private set; }

    private bool IsFlowing => Stream is not null && !AwaitsAnswer && !Target.IsPaused && Subscriber.State == LiveKit.Protocol.ParticipantInfo.Types.State.Active;

    /// <summary>From here on packets flow, as soon as the subscriber's connection is up.</summary>
    public void Bind(MediaSection section, SendStream stream)
    {
        Section = section;
        Stream = stream;
        stream.Owner = this;
        Track.TellOfSubscriber(Subscriber);
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
        if (_target is not null && _target != _current)
            _target.KeyFrames.Want();
    }

    public void Forward(Timestamp now, TrackLayer layer, in SourcePacket source)
    {
        if (!IsFlowing || (layer != _current && !TrySwitchTo(now, layer, source)))
            return;
        var packet = source.Packet;
        if (packet.Payload.IsEmpty)
        {
            _rewriter.Drop(packet.SequenceNumber);
            return;
        }

        if (!_rewriter.TryMap(packet.SequenceNumber, packet.Timestamp, out var sequenceNumber, out var timestamp))
            return;
        var rewrite = source.HasVp8 ? _vp8.Map(source.Vp8) : default;
        Span<byte> prefix = stackalloc byte[Vp8Descriptor.MaxLength];
        var outgoing = new OutgoingRtp
        {
            SequenceNumber = sequenceNumber,
            Timestamp = timestamp,
            Marker = packet.Marker,
            DependencyDescriptor = source.DependencyDescriptor,
            PayloadPrefix = source.HasVp8 ? prefix[..source.Vp8.Write(prefix, rewrite)] : default,
            PrefixSkip = source.HasVp8 ? source.Vp8.Length : 0,
            Padding = source.Padding,
        };
        Subscriber.SubscriberLink.SendRtp(Stream!, outgoing, packet.Payload);
        _sequencer.Add(now, sequenceNumber, new SentPacket(layer.Stream, packet.SequenceNumber, timestamp, packet.Marker, source.HasVp8 ? rewrite : null, source.Padding));
        _lastSentAt = now;
        PacketsSent++;
    }

    /// <summary>The subscriber misses packets: they are sent again from the publisher's history.</summary>
    public void OnNack(Timestamp now, ReadOnlySpan<ushort> sequenceNumbers)
    {
        if (!IsFlowing)
            return;
        foreach (var sequenceNumber in sequenceNumbers)
        {
            if (_sequencer.TryAnswer(now, sequenceNumber, Stream!.Rtt, out var sent))
                Resend(sequenceNumber, sent);
        }
    }

    public void OnKeyFrameRequest(Timestamp now)
    {
        if (!IsFlowing)
            return;
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
        Wanted = wanted;
        Granted = granted;
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

        var outgoing = new OutgoingRtp
        {
            SequenceNumber = sequenceNumber,
            Timestamp = sent.Timestamp,
            Marker = sent.Marker,
            DependencyDescriptor = Track.FindDependencyDescriptor(packet),
            PayloadPrefix = prefix[..prefixLength],
            PrefixSkip = prefixSkip,
            Padding = sent.Padding,
        };
        Subscriber.SubscriberLink.SendRetransmission(Stream!, outgoing, packet.Payload);
    }

    private bool TrySwitchTo(Timestamp now, TrackLayer layer, in SourcePacket source)
    {
        if (!source.CanStart || source.Packet.Payload.IsEmpty || !Accepts(layer))
            return false;
        var packet = source.Packet;
        _rewriter.Start(packet.SequenceNumber, packet.Timestamp, MapTimestamp(now, layer, packet.Timestamp));
        if (source.HasVp8)
            _vp8.Start(source.Vp8);
        _current = layer;
        _previous = layer;
        if (layer.Stream.LastSenderReportNtp != 0)
            OnSenderReport(layer);
        return true;
    }

    /// <summary>The chosen layer, any layer while there is no picture at all, and a better one that starts by itself.</summary>
    private bool Accepts(TrackLayer layer)
    {
        if (layer == _target || Track.Layers.Count == 1)
            return true;
        return layer.Index <= Target.Spatial && (_current is null || layer.Index > _current.Index);
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
