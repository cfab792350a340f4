using System.Net;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sdp;

/// <summary>What some of the recorded descriptions say, looked up by eye.</summary>
public sealed class RecordedSdpFactsTests
{
    private const SdpDirection Both = SdpDirection.SendReceive, Send = SdpDirection.SendOnly, Receive = SdpDirection.ReceiveOnly, None = SdpDirection.Inactive;

    public static TheoryData<string, string, SdpDirection[]> Sections() => new()
    {
        { "single-pc/01-join-offer", "aaavvvd", [Receive, Receive, Receive, Receive, Receive, Receive, Both] },
        { "single-pc/02-join-answer", "aaavvvd", [Send, Send, Send, Send, Send, Send, Both] },
        { "single-pc/03-publish-microphone-offer", "aaavvvda", [Receive, Receive, Receive, Receive, Receive, Receive, Both, Send] },
        { "single-pc/06-publish-camera-simulcast-answer", "aaavvvdav", [Send, Send, Send, Send, Send, Send, Both, Receive, Receive] },
        { "single-pc/11-unpublish-camera-answer", "aaavvvdav", [Send, Send, Send, Send, Send, Send, Both, Receive, None] },
        { "single-pc/13-remote-left-answer", "aaavvvdavvv", [None, Send, Send, None, Send, Send, Both, Receive, None, Receive, None] },
        { "dual-pc/01-subscriber-first-offer", "d", [Both] },
        { "dual-pc/05-subscriber-offer-first-two-tracks", "dav", [Both, Both, Both] },
        { "dual-pc/06-subscriber-answer-first-two-tracks", "dav", [Both, Receive, Receive] },
        { "dual-pc/07-subscriber-offer-after-unpublish", "dav", [Both, Both, Receive] },
        { "dual-pc/12-publisher-camera-offer", "dav", [Both, Send, Send] },
        { "go-load-test/01-publisher-offer-simulcast-h264", "dav", [Both, Both, Both] },
        { "resume/05-dual-pc-subscriber-answer", "da", [Both, Receive] },
        { "rtc-node/03-publish-audio-offer", "aaavvvda", [Receive, Receive, Receive, Receive, Receive, Receive, Both, Send] },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Sections_and_directions(string name, string kinds, SdpDirection[] directions)
    {
        var session = Parse(name);
        Assert.Equal(kinds, string.Concat(session.Media.Select(media => media.IsDataChannel ? 'd' : media.Kind == MediaKind.Audio ? 'a' : 'v')));
        Assert.Equal(directions, session.Media.Select(media => media.Direction));
        Assert.Equal(Enumerable.Range(0, kinds.Length).Select(mid => $"{mid}"), session.Media.Select(media => media.Mid));
    }

    [Fact]
    public void Chromium_offers_a_camera_with_three_rids_and_no_ssrcs()
    {
        var session = Parse("single-pc/05-publish-camera-simulcast-offer");
        Assert.Equal(new SdpOrigin("-", 7408927233524234659, 5, "127.0.0.1"), session.Origin);
        Assert.True(session.ExtmapAllowMixed);
        var camera = session.FindMedia("8")!;
        Assert.Equal(new Msid("c707ec3b-2952-441e-aa55-9c48702e9c72", "c70d0c5e-52b8-4e21-8364-5414717c0437"), camera.Msid);
        Assert.Equal(["q", "h", "f"], camera.Rids.Select(rid => rid.Id));
        Assert.All(camera.Rids, rid => Assert.Equal(RidDirection.Send, rid.Direction));
        Assert.Equal([new("q"), new("h"), new SimulcastStream("f")], camera.Simulcast!.Send);
        Assert.Empty(camera.Simulcast.Receive);
        Assert.Empty(camera.Ssrcs);
        Assert.Equal(23, camera.PayloadTypes.Count);
        Assert.Equal([96, 97, 102], camera.PayloadTypes.Take(3));
        Assert.Equal(97, camera.FindRtxPayloadType(96));
        Assert.Equal(107, camera.FindRtxPayloadType(104));
        Assert.Equal("42e01f", camera.FindFmtp(108)!.Find("profile-level-id"));
        Assert.Equal("1", camera.FindFmtp(108)!.Find("packetization-mode"));
        Assert.Equal("1000", camera.FindFmtp(96)!.Find("x-google-start-bitrate"));
        Assert.Equal(10, camera.FindExtension("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"));
        Assert.Equal(11, camera.FindExtension("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"));
        Assert.Equal(12, camera.FindExtension("https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"));
        Assert.True(camera.HasFeedback(96, "nack pli"));
        Assert.True(camera.HasFeedback(96, "transport-cc"));
        Assert.False(camera.HasFeedback(97, "nack"));
        Assert.True(camera is { RtcpMux: true, RtcpRsize: true, Port: 9, IsRejected: false });
    }

    [Fact]
    public void Chromium_puts_its_candidates_into_the_first_section()
    {
        var first = Parse("single-pc/05-publish-camera-simulcast-offer").Media[0];
        Assert.Equal(37580, first.Port);
        Assert.Equal(["192.0.2.2", "fd00::2"], first.Candidates.Select(candidate => candidate.Address));
        Assert.True(first.Candidates[1].TryGetTransportAddress(out var address));
        Assert.Equal(TransportAddress.From(IPAddress.Parse("fd00::2"), 41717), address);
    }

    [Fact]
    public void The_recorded_server_lists_both_components_and_the_end()
    {
        var session = Parse("single-pc/06-publish-camera-simulcast-answer");
        Assert.Equal([1, 2], session.Media[0].Candidates.Select(candidate => candidate.Component));
        Assert.All(session.Media[0].Candidates, candidate => Assert.Equal(IceCandidateType.Host, candidate.Type));
        Assert.True(session.Media[0].EndOfCandidates);
        Assert.Single(session.Fingerprints);
        Assert.All(session.Media, media => Assert.Empty(media.Fingerprints));
        Assert.All(session.Media, media => Assert.Equal(SdpSetup.Active, media.Setup));
        Assert.True(session.TryGetIceCredentials(session.Media[8], out var credentials));
        Assert.Equal(new IceCredentials("ZPKMfyHjzqIJYfwg", "YqTyvhduwDUMFNQyYFKRIgLIvbLUSeZS"), credentials);
        Assert.Equal([new("q"), new("h"), new SimulcastStream("f")], session.Media[8].Simulcast!.Receive);
        Assert.Equal(63, session.Media[7].PayloadTypes[0]);
        Assert.Equal("1", session.Media[7].FindFmtp(111)!.Find("usedtx"));
        Assert.Equal(65535, session.Media[6].MaxMessageSize);
    }

    [Fact]
    public void The_recorded_server_binds_a_track_with_ssrc_pair_and_msid()
    {
        var video = Parse("dual-pc/05-subscriber-offer-first-two-tracks").FindMedia("2")!;
        var msid = new Msid("PA_4QJMoo8jhuRV|TR_VCofknKf7eAcae", "TR_VCofknKf7eAcae");
        Assert.Equal(msid, video.Msid);
        Assert.Equal([753971388u, 1398620148u], video.Ssrcs.Select(ssrc => ssrc.Ssrc));
        Assert.All(video.Ssrcs, ssrc => Assert.Equal(msid, ssrc.Msid));
        Assert.All(video.Ssrcs, ssrc => Assert.Equal(msid.Stream, ssrc.Cname));
        var group = Assert.Single(video.SsrcGroups);
        Assert.Equal(SsrcGroup.FlowIdentification, group.Semantics);
        Assert.Equal([753971388u, 1398620148u], group.Ssrcs);
        Assert.Equal(3, video.FindExtension("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"));
    }

    [Fact]
    public void Native_clients_send_tracks_without_a_stream()
    {
        var audio = Parse("rtc-node/03-publish-audio-offer").FindMedia("7")!;
        Assert.Equal(new Msid("-", "18e78ef7-8756-4282-a452-ee8da8e678c7"), audio.Msid);
        Assert.Equal("NH42Po3lIS6TUnTS", Assert.Single(audio.Ssrcs).Cname);
        Assert.Equal(new RtpMap(63, "red", 48000, 2), audio.FindRtpMap(63));
        Assert.Equal("111/111", audio.FindFmtp(63)!.Text);
    }

    [Fact]
    public void The_Go_client_sends_simulcast_with_rids_and_ssrcs()
    {
        var session = Parse("go-load-test/01-publisher-offer-simulcast-h264");
        Assert.Equal(1073741823, session.Media[0].MaxMessageSize);
        Assert.Equal(4, session.Media[0].Candidates.Count);
        var video = session.FindMedia("2")!;
        Assert.Equal(6, video.Ssrcs.Count);
        Assert.Equal(3, video.SsrcGroups.Count);
        Assert.Equal(["q", "h", "f"], video.Rids.Select(rid => rid.Id));
        Assert.Equal(new Msid("loadtest-video", "loadtest-video"), video.Msid);
        Assert.Equal(SdpSetup.ActPass, session.SetupOf(video));
    }

    [Fact]
    public void An_ICE_restart_changes_the_credentials_and_nothing_else()
    {
        var before = Parse("single-pc/02-join-answer");
        var after = Parse("resume/02-single-pc-ice-restart-answer");
        Assert.True(before.TryGetIceCredentials(before.Media[0], out var old));
        Assert.True(after.TryGetIceCredentials(after.Media[0], out var renewed));
        Assert.NotEqual(old.UsernameFragment, renewed.UsernameFragment);
        Assert.All(after.Media, media => Assert.Equal(renewed.UsernameFragment, media.IceUfrag));
    }

    private static SessionDescription Parse(string name) => SdpSamples.Parse(Traces.ReadSdp(name + ".sdp"));
}
