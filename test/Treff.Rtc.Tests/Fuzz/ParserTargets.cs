using System.Text;
using Treff.Fuzz;
using Treff.Rtc.Ice;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Ice;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Rtp;
using Treff.Rtc.Tests.Sdp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>What reads bytes and keeps nothing.</summary>
internal static class ParserTargets
{
    public static FuzzTarget Stun() => new ParserTarget("stun", [.. StunMessageTests.Corpus()], bytes =>
    {
        StunMessageTests.ReadEverything(bytes);
        StunMessageTests.FitLength(bytes);
        StunMessageTests.ReadEverything(bytes);
    });

    public static FuzzTarget Candidate() => new ParserTarget(
        "candidate",
        [
            "candidate:1 2 tcp 1518214911 2001:db8::7 9 typ srflx raddr 10.0.0.1 rport 4000 tcptype active ufrag abcd"u8.ToArray(),
            "candidate:842163049 1 udp 1677729535 203.0.113.5 53420 typ host generation 0 network-cost 999"u8.ToArray(),
        ],
        static bytes =>
        {
            if (IceCandidate.TryParse(Encoding.Latin1.GetString(bytes), out var candidate))
                candidate.TryGetTransportAddress(out _);
        });

    /// <summary>Headers, header extensions and the beginning of every payload.</summary>
    public static FuzzTarget Rtp() => new ParserTarget(
        "rtp", [.. MediaSamples.Rtp().Select(static sample => sample.Bytes[..Math.Min(sample.Bytes.Length, 100)])], RtpPacketTests.Touch);

    public static FuzzTarget Payloads() => new ParserTarget(
        "payloads",
        [
            MediaSamples.Hex("90 f0 8123 45 61 10 02 00 9d 01 2a 80 02 68 01"),
            MediaSamples.Hex("9f 81 23 21 45 18 02 80 01 68 03 c0 01 02 04 00 01 02 03 04"),
            MediaSamples.Hex("78 00 04 67 42 e0 1f 00 04 68 ce 3c 80 00 05 65 88 84 00 10"),
            MediaSamples.Hex("7c 85 88 84 00 10 ff fe f6"),
            MediaSamples.Hex("62 01 93 88 84 00 10 ff fe f6"),
            MediaSamples.Hex("18 0a 0b 00 00 00 24 4f 7f ff 00 40 0a 0a 32 08 10 00"),
            MediaSamples.Hex("c3 00 01 80 00 00 10 0f 0f 0f"),
        ],
        ReadPayload);

    /// <summary>Redundant audio.</summary>
    public static FuzzTarget Red() => new ParserTarget(
        "red",
        [MediaSamples.Hex("ef 1e00 02 ef 0f00 03 6f aaaa bbbbbb cccc"), MediaSamples.Hex("6f 010203"), MediaSamples.Hex("ef 0f00 00 6f 05")],
        RedPayloadTests.Touch);

    public static FuzzTarget Rtcp() => new RtcpTarget();

    public static FuzzTarget Dcep() => new ParserTarget(
        "dcep",
        [
            DcepOpen.Write("_reliable", DataChannelOptions.Reliable),
            DcepOpen.Write("_lossy", new DataChannelOptions { IsOrdered = false, MaxRetransmits = 0, Protocol = "protocol" }),
            DcepOpen.Write("Ünïcode", new DataChannelOptions { MaxLifetime = TimeSpan.FromSeconds(1) }),
        ],
        static bytes =>
        {
            if (DcepOpen.TryParse(bytes, out var open))
                _ = (open.MaxRetransmits, open.MaxLifetime, open.Priority, open.IsOrdered);
        });

    public static FuzzTarget Sdp() => new ParserTarget(
        "sdp",
        [Encoding.UTF8.GetBytes(SdpSamples.FirefoxManner.ReplaceLineEndings("\r\n")), .. Traces.SdpFiles().Select(File.ReadAllBytes)],
        SdpRobustnessTests.Try,
        shortInputs: 3000);

    private static void ReadPayload(byte[] bytes)
    {
        foreach (var codec in Enum.GetValues<VideoCodec>())
            KeyFrameDetector.IsKeyFrame(codec, bytes);
        _ = Av1AggregationHeader.TryParse(bytes, out _) | AudioLevel.TryParse(bytes, out _) | Vp9Descriptor.TryParse(bytes, out _);
        if (DependencyDescriptor.TryParse(bytes, out _))
            DependencyDescriptor.RewriteFrameNumber(bytes, 7);
        if (!Vp8Descriptor.TryParse(bytes, out var vp8))
            return;
        Assert.InRange(vp8.Length, 1, bytes.Length);
        Assert.InRange(vp8.Write(new byte[Vp8Descriptor.MaxLength], vp8.ToRewrite()), 1, Vp8Descriptor.MaxLength);
    }

    /// <summary>Recorded datagrams damaged, and random bodies behind a right header of every type.</summary>
    private sealed class RtcpTarget() : FuzzTarget("rtcp")
    {
        private readonly byte[][] _corpus = [.. MediaSamples.Rtcp().Select(static sample => sample.Bytes)];

        public override void Step(SeededRandom random) =>
            RtcpReaderTests.TouchAll(random.Chance(0.3) ? Body(random) : Mutations.Damage(_corpus[random.Next(_corpus.Length)], random));

        public static byte[] Body(SeededRandom random)
        {
            var bytes = new byte[4 * (1 + random.Next(12))];
            random.Fill(bytes);
            bytes[0] = (byte)(0x80 | (bytes[0] & 0x1F));
            bytes[1] = (byte)(200 + random.Next(8));
            (bytes[2], bytes[3]) = (0, (byte)((bytes.Length / 4) - 1));
            return bytes;
        }
    }
}
