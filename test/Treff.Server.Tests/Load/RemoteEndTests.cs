using Treff.Load;
using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Load;

/// <summary>What a real LiveKit said to its own load tester, as the load generator reads it.</summary>
public sealed class RemoteEndTests
{
    [Fact]
    public void A_recorded_offer_names_what_will_be_sent()
    {
        var offer = Recorded("03-subscriber-offer.sdp");
        var (credentials, fingerprint) = RemoteEnd.Identity(offer);
        Assert.Equal("BwwengOoHQtBVTMU", credentials.UsernameFragment);
        Assert.Equal("sha-256", fingerprint.Algorithm);

        var sections = RemoteEnd.Sections(offer);
        Assert.Equal([MediaKind.Audio, MediaKind.Video], sections.Select(section => section.Kind));
        Assert.Equal(2904621182u, Assert.Single(sections[0].Ssrcs).Ssrc);
        Assert.Equal((1673148179u, 32613075u), (Assert.Single(sections[1].Ssrcs).Ssrc, sections[1].Ssrcs[0].RtxSsrc));
        var vp8 = sections[1].Payloads.Single(payload => payload.Codec == "VP8");
        Assert.Equal(((byte)96, (byte?)97, true), (vp8.PayloadType, vp8.RtxPayloadType, vp8.Nack));
    }

    [Fact]
    public void Candidates_come_in_descriptions_and_by_trickle()
    {
        var inside = RemoteEnd.Candidates(Recorded("03-subscriber-offer.sdp")).ToList();
        Assert.Equal("127.0.0.1:7892", RemoteEnd.Choose(inside, preferLoopback: true).ToString());

        const string Init = """{"candidate":"candidate:2878742611 1 udp 2130706431 127.0.0.1 7892 typ host ufrag BwwengOoHQtBVTMU","sdpMid":"0"}""";
        Assert.Equal(7892, RemoteEnd.Candidate(Init)!.Port);
        foreach (var end in (string[])["""{"candidate":""}""", "{}", "null", ""])
            Assert.Null(RemoteEnd.Candidate(end));
    }

    [Fact]
    public void Loopback_is_for_servers_that_were_given_by_it()
    {
        IceCandidate[] both = [Candidate("192.0.2.1 1000 typ host"), Candidate("127.0.0.1 1000 typ host")];
        Assert.Equal("127.0.0.1:1000", RemoteEnd.Choose(both, preferLoopback: true).ToString());
        Assert.Equal("192.0.2.1:1000", RemoteEnd.Choose(both, preferLoopback: false).ToString());
    }

    [Fact]
    public void Without_an_address_for_UDP_there_is_none() =>
        Assert.Null(RemoteEnd.Choose([Candidate("192.0.2.1 1000 typ host", "tcp"), Candidate("name.local 1000 typ host")], preferLoopback: false));

    private static IceCandidate Candidate(string text, string transport = "udp")
    {
        Assert.True(IceCandidate.TryParse($"candidate:1 1 {transport} 2130706431 {text}", out var candidate));
        return candidate;
    }

    private static SessionDescription Recorded(string name)
    {
        Assert.True(SessionDescription.TryParse(File.ReadAllText(Repository.PathOf("test", "traces", "sdp", "go-load-test", name)), out var sdp, out _));
        return sdp;
    }
}
