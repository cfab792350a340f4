using System.Net;
using System.Text.Json;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;

namespace Treff.Rtc.Tests.Sdp;

public sealed class SdpWriterTests
{
    [Fact]
    public void Writes_an_answer_with_media_and_data()
    {
        var session = new SessionDescription { Origin = SdpOrigin.Anonymous(7, 8), IsIceLite = true, MsidSemantic = "WMS *", ExtmapAllowMixed = true };
        session.Groups.Add(new(MediaGroup.Bundle, ["0", "1"]));
        session.Fingerprints.Add(new SdpFingerprint("sha-256", "AA:BB"));
        session.Media.Add(CreateVideo());
        var data = MediaDescription.DataChannel(5000, 65535);
        data.Mid = "1";
        session.Media.Add(data);

        const string Expected = """
            v=0
            o=- 7 8 IN IP4 0.0.0.0
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            a=extmap-allow-mixed
            a=msid-semantic:WMS *
            a=ice-lite
            a=fingerprint:sha-256 AA:BB
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=setup:passive
            a=mid:0
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:5/sendonly urn:example
            a=sendonly
            a=msid:PA_x|TR_y TR_y
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:96 VP8/90000
            a=rtpmap:97 rtx/90000
            a=rtcp-fb:96 nack pli
            a=rtcp-fb:* transport-cc
            a=fmtp:97 apt=96
            a=rid:q recv
            a=rid:h recv max-width=640
            a=simulcast:send ~h recv q
            a=ssrc-group:FID 11 12
            a=ssrc:11 cname:PA_x
            a=ssrc:11 msid:PA_x|TR_y TR_y
            a=ssrc:12 cname:PA_x
            a=candidate:3 1 udp 9 192.0.2.1 7882 typ host
            a=end-of-candidates
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:1
            a=sendrecv
            a=sctp-port:5000
            a=max-message-size:65535

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\r\n"), session.ToString());
        Assert.Equal(JsonSerializer.Serialize(session), JsonSerializer.Serialize(SdpSamples.Parse(session.ToString())));
    }

    [Fact]
    public void Reads_the_same_again_from_the_manner_of_other_clients()
    {
        var session = SdpSamples.Parse(SdpSamples.FirefoxManner);
        Assert.Equal(JsonSerializer.Serialize(session), JsonSerializer.Serialize(SdpSamples.Parse(session.ToString())));
    }

    [Fact]
    public void Tells_the_family_of_the_origin()
    {
        var session = new SessionDescription { Origin = new("-", 1, 2, IPAddress.IPv6Loopback.ToString()) };
        Assert.StartsWith("v=0\r\no=- 1 2 IN IP6 ::1\r\n", session.ToString(), StringComparison.Ordinal);
    }

    private static MediaDescription CreateVideo()
    {
        var media = new MediaDescription
        {
            Type = "video",
            Mid = "0",
            Direction = SdpDirection.SendOnly,
            IceUfrag = "abcd",
            IcePwd = "0123456789012345678901",
            Setup = SdpSetup.Passive,
            Msid = new("PA_x|TR_y", "TR_y"),
            RtcpMux = true,
            RtcpRsize = true,
            EndOfCandidates = true,
            Simulcast = new([new("h", true)], [new("q")]),
        };
        media.PayloadTypes.AddRange([96, 97]);
        media.RtpMaps.AddRange([new(96, "VP8", 90000), new(97, "rtx", 90000)]);
        media.RtcpFeedback.AddRange([new(96, "nack pli"), new(RtcpFeedback.AnyPayloadType, "transport-cc")]);
        media.Fmtp.Add(new(97, "apt=96"));
        media.ExtMaps.AddRange([new(4, "urn:ietf:params:rtp-hdrext:sdes:mid"), new(5, "urn:example", SdpDirection.SendOnly)]);
        media.Rids.AddRange([new("q", RidDirection.Receive), new("h", RidDirection.Receive, "max-width=640")]);
        media.SsrcGroups.Add(new(SsrcGroup.FlowIdentification, [11, 12]));
        media.Ssrcs.AddRange([new(11) { Cname = "PA_x", Msid = media.Msid }, new(12) { Cname = "PA_x" }]);
        media.Candidates.Add(new IceCandidate { Foundation = "3", Priority = 9, Address = "192.0.2.1", Port = 7882 });
        return media;
    }
}
