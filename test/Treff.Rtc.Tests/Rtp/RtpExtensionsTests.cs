using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class RtpExtensionsTests
{
    [Fact]
    public void Known_uris_find_their_ids_and_others_are_ignored()
    {
        var map = RtpExtensionMap.From(
            [(4, RtpExtensionMap.MidUri), (3, RtpExtensionMap.TransportCcUri), (9, "urn:unknown"), (0, RtpExtensionMap.AudioLevelUri),
             (300, RtpExtensionMap.RtpStreamIdUri), (5, RtpExtensionMap.MidUri)]);
        Assert.Equal(4, map.Mid);
        Assert.Equal(3, map.TransportCc);
        Assert.Equal(0, map.AudioLevel);
        Assert.Equal(0, map.RtpStreamId);
    }

    [Fact]
    public void Reads_the_audio_level()
    {
        Assert.True(AudioLevel.TryParse([0xFF], out var level));
        Assert.Equal(new AudioLevel(127, true), level);
        Assert.False(AudioLevel.TryParse([], out _));
    }

    [Theory]
    [InlineData(0, "000000")]
    [InlineData(1_000_000, "040000")]
    [InlineData(500_000, "020000")]
    [InlineData(63_999_999, "ffffff")]
    [InlineData(64_000_000, "000000")]
    [InlineData(64L * 1_000_000 * 1_000_000_000 + 1_000_000, "040000")]
    [InlineData(-1_000_000, "fc0000")]
    public void Writes_the_absolute_send_time_across_its_wrap(long microseconds, string expected)
    {
        Span<byte> value = stackalloc byte[AbsoluteSendTime.Length];
        AbsoluteSendTime.Write(value, new Timestamp(microseconds));
        Assert.Equal(expected, Convert.ToHexStringLower(value));
    }

    [Fact]
    public void Reads_the_dependency_descriptor_of_recorded_packets()
    {
        var structures = 0;
        foreach (var sample in MediaSamples.Rtp())
        {
            Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
            if (!packet.TryGetExtension(12, out var value)) continue;
            Assert.True(DependencyDescriptor.TryParse(value, out var descriptor));
            if (descriptor.IsKeyFrame) structures++;
        }

        Assert.Equal(MediaSamples.Rtp().Count(s => s.Profile == "1000"), structures);
    }

    [Fact]
    public void Reads_and_rewrites_the_frame_number()
    {
        var value = MediaSamples.Hex("c3 fffe");
        Assert.True(DependencyDescriptor.TryParse(value, out var descriptor));
        Assert.True(descriptor.IsFrameStart && descriptor.IsFrameEnd && !descriptor.HasStructure);
        Assert.Equal(3, descriptor.TemplateId);
        Assert.Equal(0xFFFE, descriptor.FrameNumber);
        DependencyDescriptor.RewriteFrameNumber(value, 1);
        Assert.Equal("c30001", Convert.ToHexStringLower(value));
        foreach (var shorter in Mutations.Truncations(value)) Assert.False(DependencyDescriptor.TryParse(shorter, out _));
    }
}
