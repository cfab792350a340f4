using System.Text;

namespace Treff.Sfu.Tests.Support;

/// <summary>Writes offers as livekit-client does in single-peer mode: receiving sections, data, and what it publishes.</summary>
internal sealed class TestOffer(string ufrag = TestOffer.Ufrag, string password = TestOffer.Password)
{
    public const string Ufrag = "abcd";
    public const string Password = "abcdefghijklmnopqrstuvwx";

    public const string Fingerprint = "3B:44:92:4D:1A:3E:CE:F3:51:2D:7E:6B:70:FE:84:58:E0:7B:4E:E7:47:8A:74:13:30:C1:AA:D9:C7:CE:0E:CA";

    private const string Vp9 = " 98 99\r\na=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0\r\na=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=98\r\na=rtcp-fb:98 nack\r\n";

    private readonly List<(string Kind, string Direction, string Extra)> _sections = [];

    /// <summary>Three receiving sections of each kind and one for data.</summary>
    public static TestOffer Standard(string ufrag = Ufrag, string password = Password)
    {
        var offer = new TestOffer(ufrag, password);
        for (var i = 0; i < 3; i++)
            offer.Receive("audio");
        for (var i = 0; i < 3; i++)
            offer.Receive("video");
        return offer.Data();
    }

    public string FingerprintValue { get; set; } = Fingerprint;

    /// <summary>Video sections offer VP9 too.</summary>
    public bool OffersVp9 { get; set; } = true;

    /// <summary>Which end begins DTLS: whoever answers is to choose, unless it is said here (RFC 4145 section 4).</summary>
    public string Setup { get; set; } = "actpass";

    public TestOffer Receive(string kind) => Add(kind, "recvonly");

    public TestOffer Data() => Add("application", "sendrecv");

    public TestOffer Send(string kind, string cid, string extra = "") => Add(kind, "sendonly", $"a=msid:stream {cid}\r\n{extra}");

    public TestOffer Set(int mid, string direction)
    {
        _sections[mid] = _sections[mid] with { Direction = direction };
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=extmap-allow-mixed\r\na=group:BUNDLE");
        for (var i = 0; i < _sections.Count; i++)
            text.Append(' ').Append(i);
        text.Append("\r\n");
        for (var i = 0; i < _sections.Count; i++)
            Append(text, i);
        return text.ToString();
    }

    private TestOffer Add(string kind, string direction, string extra = "")
    {
        _sections.Add((kind, direction, extra));
        return this;
    }

    private void Append(StringBuilder text, int mid)
    {
        var (kind, direction, extra) = _sections[mid];
        text.Append(kind switch
        {
            "audio" => "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
                + "a=fmtp:111 minptime=10;stereo=1;useinbandfec=1\r\na=rtcp-fb:111 transport-cc\r\n"
                + "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n",
            "video" => "m=video 9 UDP/TLS/RTP/SAVPF 96 97 108 109" + (OffersVp9 ? Vp9 : "\r\n")
                + "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
                + "a=rtpmap:108 H264/90000\r\na=rtpmap:109 rtx/90000\r\na=fmtp:109 apt=108\r\n"
                + "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"
                + "a=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 goog-remb\r\n"
                + "a=rtcp-fb:108 nack\r\na=rtcp-fb:108 nack pli\r\n"
                + "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
                + "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
                + "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
                + "a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension\r\n"
                + "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n",
            _ => "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n",
        });
        text.Append("c=IN IP4 0.0.0.0\r\na=setup:").Append(Setup).Append("\r\na=rtcp-mux\r\na=rtcp-rsize\r\n")
            .Append("a=mid:").Append(mid).Append("\r\na=").Append(direction).Append("\r\na=ice-ufrag:").Append(ufrag)
            .Append("\r\na=ice-pwd:").Append(password).Append("\r\na=fingerprint:sha-256 ").Append(FingerprintValue).Append("\r\n").Append(extra);
    }
}
