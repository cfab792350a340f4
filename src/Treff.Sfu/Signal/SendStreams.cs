using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>Makes the streams that tracks are sent to a participant on.</summary>
internal static class SendStreams
{
    public static SendStream Add(
        Participant participant, MediaSection section, PublishedTrack track, OfferedCodec codec, RtpExtensionMap extensions)
    {
        var random = participant.Room.Host.Random;
        var peer = participant.SubscriberLink.Peer;
        return peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = NewSsrc(random, peer.SendStreams),
            RtxSsrc = codec.RtxPayloadType is null ? null : NewSsrc(random, peer.SendStreams),
            PayloadType = codec.PayloadType,
            RtxPayloadType = codec.RtxPayloadType,
            Kind = track.Kind,
            ClockRate = codec.ClockRate,
            Cname = track.Publisher.Sid,
            Extensions = extensions,
            Mid = section.Mid,
            FirstRtxSequenceNumber = (ushort)(random.NextUInt32() & 0x7FFF),
        });
    }

    private static uint NewSsrc(IRandomSource random, IReadOnlyList<SendStream> taken)
    {
        while (true)
        {
            var ssrc = random.NextUInt32();
            if (ssrc != 0 && !taken.Any(stream => stream.Ssrc == ssrc || stream.RtxSsrc == ssrc))
                return ssrc;
        }
    }
}
