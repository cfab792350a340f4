using Treff.Fuzz;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>No bytes from outside make a parser or a protocol throw, hang or grow. Long with <c>./dev fuzz</c>.</summary>
[Collection(nameof(FuzzCollection))]
public sealed class FuzzTests
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Targets = new()
    {
        ["stun"] = ParserTargets.Stun,
        ["ice"] = () => new IceTarget(),
        ["candidate"] = ParserTargets.Candidate,
        ["turn"] = () => new TurnTarget(),
        ["dtls"] = () => new DtlsTarget(),
        ["srtp"] = () => new SrtpTarget(isRtcp: false),
        ["srtcp"] = () => new SrtpTarget(isRtcp: true),
        ["rtp"] = ParserTargets.Rtp,
        ["payloads"] = ParserTargets.Payloads,
        ["dependencies"] = () => new DependencyTarget(),
        ["red"] = ParserTargets.Red,
        ["rtcp"] = ParserTargets.Rtcp,
        ["peer"] = () => new PeerTarget(),
        ["congestion"] = () => new CongestionTarget(),
        ["sctp"] = () => new SctpTarget(isConnected: true),
        ["sctp-handshake"] = () => new SctpTarget(isConnected: false),
        ["dcep"] = ParserTargets.Dcep,
        ["data-channels"] = () => new DataChannelTarget(),
        ["sdp"] = ParserTargets.Sdp,
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Survives(string target) => FuzzRunner.Run(Targets[target]());
}
