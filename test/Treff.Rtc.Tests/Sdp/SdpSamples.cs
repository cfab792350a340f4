using Treff.Rtc.Sdp;

namespace Treff.Rtc.Tests.Sdp;

/// <summary>
/// Descriptions in the manner of clients that are not among the recordings: what they do differently, shortened to one or two formats.
/// </summary>
internal static class SdpSamples
{
    /// <summary>Session-level fingerprint and ICE options, directions on extensions, restrictions on rids, no candidates.</summary>
    public const string FirefoxManner = """
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 4471235612345678901 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=fingerprint:SHA-256 0a:1b:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9
        a=group:BUNDLE 0 1 2
        a=ice-options:trickle renomination
        a=msid-semantic:WMS *
        m=audio 9 UDP/TLS/RTP/SAVPF 109 101
        c=IN IP4 0.0.0.0
        a=sendonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
        a=fmtp:101 0-15
        a=ice-pwd:0123456789abcdef0123456789abcdef
        a=ice-ufrag:1f2e3d4c
        a=mid:0
        a=msid:{5e1c0f3a-1111-4222-8333-444455556666} {aaaabbbb-1111-4222-8333-444455556666}
        a=rtcp-mux
        a=rtpmap:109 opus/48000/2
        a=rtpmap:101 telephone-event/8000/1
        a=setup:actpass
        a=ssrc:1234567890 cname:{0a0b0c0d-1111-4222-8333-444455556666}
        m=video 0 UDP/TLS/RTP/SAVPF 120 124
        b=TIAS:1500000
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=sendonly
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:4096 urn:example:proposal
        a=extmap:15 urn:example:two-byte
        a=fmtp:124 apt=120
        a=fmtp:120 max-fs=12288;max-fr=60
        a=ice-pwd:0123456789abcdef0123456789abcdef
        a=ice-ufrag:1f2e3d4c
        a=mid:1
        a=msid:- {bbbbcccc-1111-4222-8333-444455556666}
        a=rid:f send
        a=rid:h send pt=120;max-width=640
        a=rid:q send max-br=150000
        a=rtcp-fb:* transport-cc
        a=rtcp-fb:120 nack
        a=rtcp-fb:120 nack pli
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:120 vp8/90000
        a=rtpmap:124 RTX/90000
        a=setup:actpass
        a=simulcast: send f;~h;q,r recv 1
        a=ssrc-group:SIM 1 2 3
        a=ssrc-group:FID 1 4
        a=ssrc:1 cname:x
        m=text 9 UDP/TLS/RTP/SAVPF 98
        a=mid:2
        a=inactive
        """;

    public static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var session, out var error), error.ToString());
        return session;
    }

    public static SdpError Refuse(string text)
    {
        Assert.False(SessionDescription.TryParse(text, out var session, out var error));
        Assert.Null(session);
        return error;
    }
}
