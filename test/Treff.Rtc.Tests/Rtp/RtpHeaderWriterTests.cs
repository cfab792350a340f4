using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;

namespace Treff.Rtc.Tests.Rtp;

public sealed class RtpHeaderWriterTests
{
    private static readonly RtpHeader Header = new(96, true, 0xFFFE, 0x01020304, 0xA0B0C0D0);

    [Fact]
    public void Without_extensions_the_header_is_the_fixed_part()
    {
        var buffer = new byte[12];
        Assert.Equal(12, new RtpHeaderWriter(buffer, Header).Finish());
        Assert.Equal("80e0fffe01020304a0b0c0d0", Convert.ToHexStringLower(buffer));
    }

    [Fact]
    public void Small_elements_take_the_one_byte_form_and_are_padded()
    {
        Span<byte> buffer = stackalloc byte[64];
        buffer.Fill(0xFF);
        var writer = new RtpHeaderWriter(buffer, Header);
        Assert.True(writer.TryAddExtension(4, "7"u8));
        Assert.True(writer.TryAddExtension(3, [1, 2]));
        Assert.False(writer.TryAddExtension(0, [9]));
        Assert.Equal("90e0fffe01020304a0b0c0d0bede0002403731010200 0000".Replace(" ", "", StringComparison.Ordinal), Finish(writer, buffer));
    }

    [Fact]
    public void A_long_element_changes_all_of_them_to_the_two_byte_form()
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtpHeaderWriter(buffer, Header);
        Assert.True(writer.TryAddExtension(4, "7"u8));
        Assert.True(writer.TryAddExtension(3, [1, 2]));
        Assert.True(writer.TryAddExtension(12, new byte[17]));
        Assert.True(writer.TryAddExtension(5, [5]));
        Assert.Equal(
            "90e0fffe01020304a0b0c0d01000000804013703020102" + "0c11" + new string('0', 34) + "050105" + "000000",
            Finish(writer, buffer));
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(255, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 255)]
    public void What_only_the_two_byte_form_can_say_is_read_back(int id, int length)
    {
        Span<byte> buffer = stackalloc byte[400];
        var writer = new RtpHeaderWriter(buffer, Header);
        var value = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        Assert.True(writer.TryAddExtension(id, value));
        Assert.True(RtpPacket.TryParse(buffer[..writer.Finish()], out var packet));
        Assert.True(packet.TryGetExtension(id, out var read));
        Assert.Equal(value, read.ToArray());
        Assert.True(packet.Payload.IsEmpty);
    }

    [Fact]
    public void Without_extmap_allow_mixed_a_long_element_is_left_out()
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtpHeaderWriter(buffer, Header, allowTwoByte: false);
        Assert.True(writer.TryAddExtension(4, "7"u8));
        Assert.False(writer.TryAddExtension(12, new byte[17]));
        Assert.Equal(20, writer.Finish());
    }

    [Fact]
    public void An_element_without_room_is_left_out()
    {
        for (var size = 12; size < 60; size++)
        {
            var buffer = new byte[size];
            var writer = new RtpHeaderWriter(buffer, Header);
            writer.TryAddExtension(1, [1, 2, 3]);
            writer.TryAddExtension(2, new byte[16]);
            writer.TryAddExtension(3, new byte[20]);
            Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, writer.Finish()), out _));
        }
    }

    [Fact]
    public void Rewrites_recorded_extensions_byte_for_byte()
    {
        Span<byte> buffer = stackalloc byte[2000];
        foreach (var sample in MediaSamples.Rtp())
        {
            Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
            var writer = new RtpHeaderWriter(
                buffer, new RtpHeader(packet.PayloadType, packet.Marker, packet.SequenceNumber, packet.Timestamp, packet.Ssrc));
            foreach (var element in packet.Extensions) Assert.True(writer.TryAddExtension(element.Id, element.Value));
            var length = writer.Finish();
            buffer[0] |= (byte)(packet.Data[0] & 0x20);
            Assert.Equal(packet.Data[..packet.HeaderLength].ToArray(), buffer[..length].ToArray());
        }
    }

    private static string Finish(RtpHeaderWriter writer, Span<byte> buffer) => Convert.ToHexStringLower(buffer[..writer.Finish()]);
}
