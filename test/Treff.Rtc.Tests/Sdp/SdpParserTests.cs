using Treff.Rtc.Sdp;

namespace Treff.Rtc.Tests.Sdp;

public sealed class SdpParserTests
{
    private const string Head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
    private const string Audio = Head + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

    private readonly SessionDescription _firefox = SdpSamples.Parse(SdpSamples.FirefoxManner);

    [Fact]
    public void Session_attributes_hold_for_every_section()
    {
        Assert.Equal(new SdpOrigin("mozilla...THIS_IS_SDPARTA-99.0", 4471235612345678901, 0, "0.0.0.0"), _firefox.Origin);
        Assert.Equal(["trickle", "renomination"], _firefox.IceOptions);
        Assert.Equal(["0", "1", "2"], _firefox.BundledMids);
        Assert.Equal("WMS *", _firefox.MsidSemantic);
        var expected = new SdpFingerprint(
            "sha-256",
            "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9");
        Assert.Equal([expected], _firefox.FingerprintsOf(_firefox.FindMedia("1")));
        Assert.Equal(SdpSetup.ActPass, _firefox.SetupOf(_firefox.FindMedia("0")));
        Assert.True(_firefox.TryGetIceCredentials(_firefox.FindMedia("1"), out var credentials));
        Assert.Equal("1f2e3d4c", credentials.UsernameFragment);
        Assert.False(_firefox.TryGetIceCredentials(_firefox.FindMedia("2"), out _));
    }

    [Fact]
    public void Sections_keep_their_own_formats_and_directions()
    {
        var audio = _firefox.FindMedia("0")!;
        Assert.Equal(MediaKind.Audio, audio.Kind);
        Assert.Equal([109, 101], audio.PayloadTypes);
        Assert.Equal(new RtpMap(109, "opus", 48000, 2), audio.FindRtpMap(109));
        Assert.Equal(new RtpMap(101, "telephone-event", 8000), audio.FindRtpMap(101));
        Assert.Equal("1", audio.FindFmtp(109)!.Find("stereo"));
        Assert.Equal(SdpDirection.SendOnly, audio.Direction);
        Assert.Contains(new ExtensionMap(2, "urn:ietf:params:rtp-hdrext:csrc-audio-level", SdpDirection.ReceiveOnly), audio.ExtMaps);
        Assert.Equal(new Msid("{5e1c0f3a-1111-4222-8333-444455556666}", "{aaaabbbb-1111-4222-8333-444455556666}"), audio.Msid);
        Assert.Equal("{0a0b0c0d-1111-4222-8333-444455556666}", Assert.Single(audio.Ssrcs).Cname);
        Assert.Null(_firefox.FindMedia("2")!.Kind);
        Assert.Equal("text", _firefox.FindMedia("2")!.Type);
    }

    [Fact]
    public void A_port_of_zero_rejects_only_what_is_not_bundle_only()
    {
        Assert.False(_firefox.FindMedia("1")!.IsRejected);
        Assert.True(SdpSamples.Parse(Head + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n").Media[0].IsRejected);
    }

    [Fact]
    public void Feedback_may_stand_for_all_payload_types()
    {
        var video = _firefox.FindMedia("1")!;
        Assert.True(video.HasFeedback(120, "transport-cc"));
        Assert.True(video.HasFeedback(124, "transport-cc"));
        Assert.True(video.HasFeedback(120, "nack pli"));
        Assert.False(video.HasFeedback(124, "nack"));
        Assert.False(video.HasFeedback(120, "ccm fir"));
    }

    [Fact]
    public void Names_of_codecs_are_compared_without_case()
    {
        var video = _firefox.FindMedia("1")!;
        Assert.True(video.FindRtpMap(120)!.Is("VP8"));
        Assert.Equal(124, video.FindRtxPayloadType(120));
        Assert.Null(video.FindRtxPayloadType(124));
    }

    [Fact]
    public void Rids_keep_their_restrictions_and_simulcast_its_order_and_pauses()
    {
        var video = _firefox.FindMedia("1")!;
        Assert.Equal(
            [
                new RtpRid("f", RidDirection.Send),
                new RtpRid("h", RidDirection.Send, "pt=120;max-width=640"),
                new RtpRid("q", RidDirection.Send, "max-br=150000"),
            ],
            video.Rids);
        Assert.Equal([new("f"), new("h", true), new SimulcastStream("q")], video.Simulcast!.Send);
        Assert.Equal([new SimulcastStream("1")], video.Simulcast.Receive);
    }

    [Fact]
    public void Extension_ids_beyond_the_two_byte_form_are_proposals_and_skipped()
    {
        var video = _firefox.FindMedia("1")!;
        Assert.Equal(15, video.FindExtension("urn:example:two-byte"));
        Assert.Equal(0, video.FindExtension("urn:example:proposal"));
    }

    [Fact]
    public void Ssrc_groups_keep_their_members()
    {
        var groups = _firefox.FindMedia("1")!.SsrcGroups;
        Assert.Equal(["SIM", "FID"], groups.Select(group => group.Semantics));
        Assert.Equal([1u, 4u], groups[1].Ssrcs);
    }

    [Fact]
    public void Line_ends_may_be_LF_or_CRLF_and_trailing_blank_lines_are_fine()
    {
        Assert.Single(SdpSamples.Parse(Audio + "\r\n\r\n").Media);
        Assert.Single(SdpSamples.Parse(Audio.Replace("\r\n", "\n", StringComparison.Ordinal)).Media);
        Assert.Single(SdpSamples.Parse(Audio.TrimEnd()).Media);
    }

    [Fact]
    public void A_direction_at_session_level_is_the_default_of_the_sections()
    {
        var session = SdpSamples.Parse(Head + "a=recvonly\r\nm=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n");
        Assert.Equal([SdpDirection.ReceiveOnly, SdpDirection.Inactive], session.Media.Select(media => media.Direction));
        Assert.Equal(SdpDirection.SendReceive, SdpSamples.Parse(Audio).Media[0].Direction);
    }

    [Fact]
    public void Ice_lite_and_data_channels_are_recognised()
    {
        var session = SdpSamples.Parse(
            Head + "a=ice-lite\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n");
        Assert.True(session.IsIceLite);
        var media = Assert.Single(session.Media);
        Assert.True(media.IsDataChannel);
        Assert.False(media.IsRtp);
        Assert.Equal(5000, media.SctpPort);
        Assert.Equal(262144, media.MaxMessageSize);
    }

    [Fact]
    public void Candidates_that_are_not_understood_are_skipped()
    {
        var media = SdpSamples.Parse(
            Audio + "a=candidate:nonsense\r\na=candidate:1 1 udp 7 192.0.2.1 5000 typ host\r\na=end-of-candidates\r\n").Media[0];
        Assert.Equal(5000, Assert.Single(media.Candidates).Port);
        Assert.True(media.EndOfCandidates);
    }

    [Theory]
    [InlineData("", SdpErrorKind.NotSdp, 1)]
    [InlineData("v=1\r\n", SdpErrorKind.NotSdp, 1)]
    [InlineData("v=0\r\ns=-\r\n", SdpErrorKind.NotSdp, 2)]
    [InlineData("v=0\r\no=- x 1 IN IP4 0.0.0.0\r\n", SdpErrorKind.NotSdp, 2)]
    [InlineData("v=0\r\no=- 1 1 IN IP4\r\n", SdpErrorKind.NotSdp, 2)]
    [InlineData("<html>", SdpErrorKind.NotSdp, 1)]
    [InlineData(Head + "nonsense\r\n", SdpErrorKind.BadLine, 5)]
    [InlineData(Head + "m=audio\r\n", SdpErrorKind.BadMedia, 5)]
    [InlineData(Head + "m=audio 70000 RTP/AVP 0\r\n", SdpErrorKind.BadMedia, 5)]
    [InlineData(Head + "m=audio 9 RTP/AVP 128\r\n", SdpErrorKind.BadMedia, 5)]
    [InlineData(Head + "m=audio 9 RTP/AVP opus\r\n", SdpErrorKind.BadMedia, 5)]
    [InlineData(Audio + "a=mid:\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=mid:0\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n", SdpErrorKind.DuplicateMid, 8)]
    [InlineData(Audio + "a=rtpmap:111\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rtpmap:111 opus\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rtpmap:111 opus/0\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rtpmap:111 opus/48000/x\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rtpmap:200 opus/48000\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=fmtp:x y\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rtcp-fb:111\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=extmap:0 urn:x\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=extmap:1\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=ssrc:x cname:y\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=ssrc-group:FID 1 4294967296\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rid:q sideways\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=rid:q/ send\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=simulcast:send q;;h\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=simulcast:\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=setup:maybe\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=fingerprint:sha-256\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=fingerprint:sha-256 ZZ\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=sctp-port:65536\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Audio + "a=max-message-size:-1\r\n", SdpErrorKind.BadAttribute, 6)]
    [InlineData(Head + "a=group:\r\n", SdpErrorKind.BadAttribute, 5)]
    public void Says_what_is_wrong_and_where(string text, SdpErrorKind kind, int line) =>
        Assert.Equal(new SdpError(kind, line), SdpSamples.Refuse(text));

    [Theory]
    [InlineData("m=audio 9 RTP/AVP 0\r\n", SdpLimits.MaxMedia)]
    [InlineData("a=rtpmap:0 x/8000\r\n", SdpLimits.MaxFormats)]
    [InlineData("a=fmtp:0 x\r\n", SdpLimits.MaxFormatLines)]
    [InlineData("a=rtcp-fb:0 nack\r\n", SdpLimits.MaxFormatLines)]
    [InlineData("a=extmap:1 x\r\n", SdpLimits.MaxExtensions)]
    [InlineData("a=rid:q send\r\n", SdpLimits.MaxRids)]
    [InlineData("a=ssrc-group:FID 1 2\r\n", SdpLimits.MaxSsrcs)]
    [InlineData("a=candidate:1 1 udp 7 192.0.2.1 5000 typ host\r\n", SdpLimits.MaxCandidates)]
    [InlineData("a=fingerprint:sha-256 AA\r\n", SdpLimits.MaxGroups)]
    [InlineData("a=ice-options:trickle\r\n", 16)]
    public void Takes_as_many_lines_as_the_limit_and_no_more(string line, int limit)
    {
        var head = line.StartsWith('m') ? Head : Audio;
        SdpSamples.Parse(head + string.Concat(Enumerable.Repeat(line, limit)));
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(head + string.Concat(Enumerable.Repeat(line, limit + 1))).Kind);
    }

    [Fact]
    public void Other_lists_are_bounded_too()
    {
        string Numbers(string separator, int count) => string.Join(separator, Enumerable.Range(1, count));
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Head + "a=group:BUNDLE " + Numbers(" ", 501)).Kind);
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Head + "m=audio 9 RTP/AVP" + string.Concat(Enumerable.Repeat(" 0", 201))).Kind);
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Head + "m=x 9 SCTP" + string.Concat(Enumerable.Repeat(" x", 201))).Kind);
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Audio + "a=ssrc-group:SIM " + Numbers(" ", 33)).Kind);
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Audio + "a=simulcast:send " + Numbers(";", 33)).Kind);
        var ssrcs = Enumerable.Range(1, SdpLimits.MaxSsrcs + 1).Select(ssrc => $"a=ssrc:{ssrc} cname:x\r\n");
        Assert.Equal(SdpErrorKind.TooMany, SdpSamples.Refuse(Audio + string.Concat(ssrcs)).Kind);
        Assert.Equal(new SdpError(SdpErrorKind.TooLong, 0), SdpSamples.Refuse(Audio + new string('x', SdpLimits.MaxLength)));
    }
}
