using System.Net;
using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

public sealed class IceCandidateTests
{
    [Fact]
    public void Reads_a_host_candidate_of_Chromium()
    {
        var candidate = Parse("candidate:2101251487 1 udp 2122194687 192.0.2.2 37580 typ host generation 0 ufrag QQCQ network-id 1");
        Assert.Equal("2101251487", candidate.Foundation);
        Assert.Equal(1, candidate.Component);
        Assert.Equal("udp", candidate.Transport);
        Assert.Equal(2122194687u, candidate.Priority);
        Assert.Equal(IceCandidateType.Host, candidate.Type);
        Assert.Equal("QQCQ", candidate.UsernameFragment);
        Assert.True(candidate.TryGetTransportAddress(out var address));
        Assert.Equal(TransportAddress.From(IPAddress.Parse("192.0.2.2"), 37580), address);
    }

    [Fact]
    public void Reads_related_address_and_tcp_type()
    {
        var candidate = Parse("a=candidate:1 2 TCP 1518214911 2001:db8::7 9 typ srflx raddr 10.0.0.1 rport 4000 tcptype active");
        Assert.Equal(2, candidate.Component);
        Assert.Equal("tcp", candidate.Transport);
        Assert.Equal(IceCandidateType.ServerReflexive, candidate.Type);
        Assert.Equal("10.0.0.1", candidate.RelatedAddress);
        Assert.Equal(4000, candidate.RelatedPort);
        Assert.Equal("active", candidate.TcpType);
        Assert.Equal("candidate:1 2 tcp 1518214911 2001:db8::7 9 typ srflx raddr 10.0.0.1 rport 4000 tcptype active", candidate.ToString());
    }

    [Fact]
    public void Keeps_a_host_name_that_is_not_resolved()
    {
        var candidate = Parse("candidate:1 1 udp 1 5f0e6a3c-0000-4000-8000-000000000000.local 5000 typ host");
        Assert.False(candidate.TryGetTransportAddress(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ wormhole")]
    [InlineData("candidate:1 0 udp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 sctp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 65536 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 -1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport x")]
    public void Refuses_what_is_not_a_candidate(string text) => Assert.False(IceCandidate.TryParse(text, out _));

    [Fact]
    public void Refuses_endless_lines() =>
        Assert.False(IceCandidate.TryParse("candidate:1 1 udp 1 192.0.2.1 5000 typ host x " + new string('y', 2000), out _));

    [Fact]
    public void Host_candidates_follow_the_priority_formula()
    {
        var first = IceCandidate.Host(TransportAddress.From(IPAddress.Parse("192.0.2.1"), 7882), usernameFragment: "abcd");
        var second = IceCandidate.Host(TransportAddress.From(IPAddress.Parse("2001:db8::1"), 7882), localPreference: 65534);
        Assert.Equal(2130706431u, first.Priority); // what the recorded server offers, too
        Assert.Equal(2130706175u, second.Priority);
        Assert.NotEqual(first.Foundation, second.Foundation);
        Assert.Equal(first, Parse(first.ToString()));
        Assert.Equal(second, Parse(second.ToString()));
    }

    [Fact]
    public void No_truncation_throws()
    {
        var line = "candidate:1 2 tcp 1518214911 2001:db8::7 9 typ srflx raddr 10.0.0.1 rport 4000 tcptype active ufrag abcd"u8.ToArray();
        foreach (var damaged in Mutations.Truncations(line))
        {
            if (IceCandidate.TryParse(System.Text.Encoding.Latin1.GetString(damaged), out var candidate))
                candidate.TryGetTransportAddress(out _);
        }
    }

    private static IceCandidate Parse(string text)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        return candidate;
    }
}
