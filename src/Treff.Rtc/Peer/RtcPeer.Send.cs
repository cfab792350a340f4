using System.Buffers.Binary;
using Treff.Rtc.Rtcp;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <content>Outgoing media.</content>
public sealed partial class RtcPeer
{
    /// <summary>
    /// Sends one packet of a stream: writes the header into the sink's slot and encrypts the payload straight from where it lies.
    /// Nothing is allocated.
    /// </summary>
    /// <returns>False when another packet was sent under this number, or may have been. Then this one must not be remembered by it.</returns>
    public bool SendRtp<TSink>(Timestamp now, SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is null)
        {
            Statistics.Count(Drop.NotConnected);
            return true;
        }

        if (!stream.TryTakePacketIndex(rtp.SequenceNumber, out var packetIndex))
        {
            Statistics.Count(Drop.NoIndex);
            return false;
        }

        var slot = sink.Reserve();
        var header = WriteHeader(now, slot, stream, PrimaryHeader(stream, rtp), rtp.DependencyDescriptor);
        var plain = Plain(slot, header, rtp, payload) with { PacketIndex = packetIndex, IsNumbered = IsNumbered(stream) };
        stream.OnSent(now, rtp.SequenceNumber, rtp.Timestamp, plain.PayloadLength - rtp.Padding);
        Statistics.PacketsSent++;
        if (stream.Kind == MediaKind.Audio || stream.RtxSsrc is null)
            SendAtOnce(now, stream, plain, ref sink);
        else
            SendInTurn(now, plain, ref sink);
        if (_paddingStream is null && plain.IsNumbered && stream.RtxSsrc is not null)
            ChoosePaddingStream();
        return true;
    }

    /// <summary>Sends a packet again, by RTX (RFC 4588) when it was negotiated, else as it was.</summary>
    public void SendRetransmission<TSink>(
        Timestamp now, SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is null)
        {
            Statistics.Count(Drop.NotConnected);
            return;
        }

        if (stream.RtxSsrc is not { } rtxSsrc || stream.RtxPayloadType is not { } rtxPayloadType)
        {
            SendSamePacket(now, stream, rtp, payload, ref sink);
            return;
        }

        var slot = sink.Reserve();
        var packetIndex = stream.NextRtxPacketIndex();
        var rtxHeader = new RtpHeader(rtxPayloadType, rtp.Marker, (ushort)packetIndex, rtp.Timestamp, rtxSsrc);
        var header = WriteHeader(now, slot, stream, rtxHeader, rtp.DependencyDescriptor);
        var body = slot[header..];
        BinaryPrimitives.WriteUInt16BigEndian(body, rtp.SequenceNumber);
        rtp.PayloadPrefix.CopyTo(body[2..]);
        payload[rtp.PrefixSkip..].CopyTo(body[(2 + rtp.PayloadPrefix.Length)..]);
        var bodyLength = 2 + rtp.PayloadPrefix.Length + payload.Length - rtp.PrefixSkip;
        Statistics.RetransmissionsSent++;
        var plain = new PlainRtp
        {
            Slot = slot,
            HeaderLength = header,
            Body = body[..bodyLength],
            PacketIndex = packetIndex,
            IsNumbered = IsNumbered(stream),
            IsRetransmission = true,
        };
        SendInTurn(now, plain, ref sink);
    }

    /// <summary>
    /// Without RTX the same packet index encrypts again under the same nonce. That is harmless only when all bytes are the same, the
    /// authenticated header too (RFC 7714 section 8.2): so it goes out under the transport-wide number that it had, or not at all.
    /// </summary>
    private void SendSamePacket<TSink>(Timestamp now, SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (!stream.TryRepeat(rtp.SequenceNumber, out var packetIndex, out var number))
        {
            Statistics.Count(Drop.Forgotten);
            return;
        }

        var slot = sink.Reserve();
        var header = WriteHeader(now, slot, stream, PrimaryHeader(stream, rtp), rtp.DependencyDescriptor);
        if (IsNumbered(stream))
            TransportSequenceNumber.Write(slot[..header], number);
        var plain = Plain(slot, header, rtp, payload) with { PacketIndex = packetIndex };
        var length = Protect(plain);
        sink.Commit(length, SelectedPath!.Value);
        Statistics.RetransmissionsSent++;
        Statistics.BytesSent += length;
    }

    /// <summary>Asks for a key frame by PLI (RFC 4585 section 6.3.1). How often is the caller's business.</summary>
    public void RequestKeyFrame<TSink>(ReceiveStream stream, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_srtpSender is null)
            return;
        var slot = sink.Reserve();
        if (new PictureLossIndication(_localSsrc, stream.Ssrc).TryWrite(slot, out var length))
            SendRtcp(slot, length, ref sink);
        Statistics.KeyFrameRequestsSent++;
    }

    private static RtpHeader PrimaryHeader(SendStream stream, in OutgoingRtp rtp) =>
        new(rtp.PayloadType ?? stream.PayloadType, rtp.Marker, rtp.SequenceNumber, rtp.Timestamp, stream.Ssrc);

    private static bool IsNumbered(SendStream stream) => stream.Extensions.TransportCc > 0;

    private static int WriteHeader(
        Timestamp now, Span<byte> slot, SendStream stream, in RtpHeader header, ReadOnlySpan<byte> dependencyDescriptor)
    {
        var extensions = stream.Extensions;
        var writer = new RtpHeaderWriter(slot, header, extensions.AllowMixed);
        // Without RTX a packet may be sent again under its nonce: then its header must not tell the time.
        if (!TransportSequenceNumber.TryReserve(ref writer, extensions.TransportCc) && stream.RtxSsrc is not null)
            AddSendTime(ref writer, extensions.AbsSendTime, now);
        if (!stream.RidBytes.IsEmpty)
        {
            writer.TryAddExtension(extensions.Mid, stream.MidBytes);
            writer.TryAddExtension(extensions.RtpStreamId, stream.RidBytes);
        }

        if (!dependencyDescriptor.IsEmpty)
            writer.TryAddExtension(extensions.DependencyDescriptor, dependencyDescriptor);
        return writer.Finish();
    }

    /// <summary>What a peer without transport-wide feedback makes its own estimate (REMB) from.</summary>
    private static void AddSendTime(ref RtpHeaderWriter writer, int id, Timestamp now)
    {
        Span<byte> time = stackalloc byte[AbsoluteSendTime.Length];
        AbsoluteSendTime.Write(time, now);
        writer.TryAddExtension(id, time);
    }

    /// <summary>The packet behind its header: as it lies there, or put together in the slot when it is padded.</summary>
    private static PlainRtp Plain(Span<byte> slot, int header, in OutgoingRtp rtp, ReadOnlySpan<byte> payload)
    {
        var rest = payload[rtp.PrefixSkip..];
        return rtp.Padding == 0
            ? new PlainRtp { Slot = slot, HeaderLength = header, Prefix = rtp.PayloadPrefix, Body = rest }
            : new PlainRtp { Slot = slot, HeaderLength = header, Body = Padded(slot, header, rtp, rest) };
    }

    /// <summary>Puts prefix, payload and padding together in the slot and marks the header. The last byte of padding counts it.</summary>
    private static ReadOnlySpan<byte> Padded(Span<byte> slot, int header, in OutgoingRtp rtp, ReadOnlySpan<byte> rest)
    {
        slot[0] |= RtpPacket.PaddingBit;
        var body = slot.Slice(header, rtp.PayloadPrefix.Length + rest.Length + rtp.Padding);
        rtp.PayloadPrefix.CopyTo(body);
        rest.CopyTo(body[rtp.PayloadPrefix.Length..]);
        body[^rtp.Padding..].Clear();
        body[^1] = rtp.Padding;
        return body;
    }
}
