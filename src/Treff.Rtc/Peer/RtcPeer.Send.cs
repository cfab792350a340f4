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
    public void SendRtp<TSink>(Timestamp now, SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is not { } path)
        {
            Statistics.Count(Drop.NotConnected);
            return;
        }

        var packetIndex = stream.NextPacketIndex(rtp.SequenceNumber);
        if (packetIndex < 0)
        {
            // From before the stream's first packet: SRTP has no index for it.
            Statistics.Count(Drop.BeforeStart);
            return;
        }

        var slot = sink.Reserve();
        var header = WriteHeader(slot, stream, rtp.PayloadType ?? stream.PayloadType, stream.Ssrc, rtp.SequenceNumber, rtp);
        var rest = payload[rtp.PrefixSkip..];
        var length = rtp.Padding == 0
            ? _srtpSender.ProtectRtp(slot, header, rtp.PayloadPrefix, rest, packetIndex)
            : _srtpSender.ProtectRtp(slot, header, Padded(slot, header, rtp, rest), packetIndex);
        sink.Commit(length, path);
        stream.OnSent(now, rtp.SequenceNumber, rtp.Timestamp, rtp.PayloadPrefix.Length + rest.Length);
        Statistics.PacketsSent++;
        Statistics.BytesSent += length;
    }

    /// <summary>Sends a packet again, by RTX (RFC 4588) when it was negotiated, else as it was.</summary>
    public void SendRetransmission<TSink>(
        Timestamp now, SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is not { } path)
        {
            Statistics.Count(Drop.NotConnected);
            return;
        }

        // Without RTX the same packet index would encrypt again under the same nonce: harmless only when the plaintext is the same,
        // which a resend through the same rewriting is.
        if (stream.RtxSsrc is not { } rtxSsrc || stream.RtxPayloadType is not { } rtxPayloadType)
        {
            SendRtp(now, stream, rtp, payload, ref sink);
            return;
        }

        var slot = sink.Reserve();
        var packetIndex = stream.NextRtxPacketIndex();
        var header = WriteHeader(slot, stream, rtxPayloadType, rtxSsrc, (ushort)packetIndex, rtp);
        var body = slot[header..];
        BinaryPrimitives.WriteUInt16BigEndian(body, rtp.SequenceNumber);
        rtp.PayloadPrefix.CopyTo(body[2..]);
        payload[rtp.PrefixSkip..].CopyTo(body[(2 + rtp.PayloadPrefix.Length)..]);
        var bodyLength = 2 + rtp.PayloadPrefix.Length + payload.Length - rtp.PrefixSkip;
        var length = _srtpSender.ProtectRtp(slot, header, body[..bodyLength], packetIndex);
        sink.Commit(length, path);
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

    private static int WriteHeader(
        Span<byte> slot, SendStream stream, byte payloadType, uint ssrc, ushort sequenceNumber, in OutgoingRtp rtp)
    {
        var writer = new RtpHeaderWriter(
            slot, new RtpHeader(payloadType, rtp.Marker, sequenceNumber, rtp.Timestamp, ssrc), stream.Extensions.AllowMixed);
        if (!stream.RidBytes.IsEmpty)
        {
            writer.TryAddExtension(stream.Extensions.Mid, stream.MidBytes);
            writer.TryAddExtension(stream.Extensions.RtpStreamId, stream.RidBytes);
        }

        if (!rtp.DependencyDescriptor.IsEmpty)
            writer.TryAddExtension(stream.Extensions.DependencyDescriptor, rtp.DependencyDescriptor);
        return writer.Finish();
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
