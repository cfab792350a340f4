using System.Buffers.Binary;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <content>Incoming SRTP and SRTCP.</content>
public sealed partial class RtcPeer
{
    private void HandleSrtp<TSink>(Timestamp now, Span<byte> datagram, in NetworkPath path, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpReceiver is null)
        {
            Statistics.Count(Drop.NoKeys);
            return;
        }

        // RTCP packet types 192 to 223 stand where RTP has marker and payload type (RFC 5761 section 4).
        if (datagram.Length > 1 && datagram[1] is >= 192 and <= 223)
            HandleSrtcp(now, datagram, ref sink);
        else
            HandleSrtpMedia(now, datagram, ref sink);
    }

    private void HandleSrtpMedia<TSink>(Timestamp now, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (datagram.Length > MaxRtpBytes)
        {
            Statistics.Count(Drop.TooLong);
            return;
        }

        if (!_srtpReceiver!.TryUnprotectRtp(datagram, out var length, out _))
        {
            Statistics.Count(Drop.Srtp);
            return;
        }

        if (!RtpPacket.TryParse(datagram[..length], out var packet))
        {
            Statistics.Count(Drop.MalformedRtp);
            return;
        }

        Statistics.PacketsReceived++;
        AcknowledgeTransport(now, packet);
        if (!_receive.TryRoute(packet, _options, out var route, out var isNew, out var reason))
        {
            Statistics.Count(reason);
            return;
        }

        if (isNew)
            sink.OnReceiveStreamAdded(route.Stream);
        if (route.IsRetransmission)
            Unwrap(now, datagram[..length], packet, route, ref sink);
        else if (route.Section.Primary(packet.PayloadType) is null)
            Statistics.Count(Drop.UnknownPayloadType);
        else
            Accept(now, packet, route.Stream, isRetransmission: false, ref sink);
    }

    private void AcknowledgeTransport(Timestamp now, in RtpPacket packet)
    {
        if (_receive.TransportCcId > 0 && packet.TryGetExtension(_receive.TransportCcId, out var value) && value.Length >= 2)
        {
            _transportFeedback.OnPacket(now, BinaryPrimitives.ReadUInt16BigEndian(value));
            _lastReceivedSsrc = packet.Ssrc;
        }
    }

    /// <summary>
    /// Restores the original packet in place (RFC 4588 section 4): the first two payload bytes are its sequence number, so the header
    /// moves up by two bytes over them.
    /// </summary>
    private void Unwrap<TSink>(Timestamp now, Span<byte> data, in RtpPacket packet, ReceiveRoute route, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var mapping = route.Section.Retransmitted(packet.PayloadType);
        if (mapping is null || packet.Payload.Length < 2)
        {
            Statistics.Count(mapping is null ? Drop.UnknownPayloadType : Drop.EmptyRetransmission);
            return;
        }

        var headerLength = packet.HeaderLength;
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet.Payload);
        var marker = packet.Marker ? 0x80 : 0;
        data[..headerLength].CopyTo(data[2..]);
        var original = data[2..];
        original[1] = (byte)(marker | mapping.PayloadType);
        BinaryPrimitives.WriteUInt16BigEndian(original[2..], sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(original[8..], route.Stream.Ssrc);
        if (!RtpPacket.TryParse(original, out var unwrapped))
        {
            Statistics.Count(Drop.MalformedRtp);
            return;
        }

        Statistics.RetransmissionsReceived++;
        Accept(now, unwrapped, route.Stream, isRetransmission: true, ref sink);
    }

    private void Accept<TSink>(Timestamp now, in RtpPacket packet, ReceiveStream stream, bool isRetransmission, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (stream.HandlePacket(now, packet, isRetransmission) == ReceiveResult.Accepted)
            sink.OnRtp(stream, packet);
        else
            Statistics.Count(Drop.Duplicate);
    }
}
