using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Tests.Rtcp;

/// <summary>What the recordings do not hold: packing rules, limits, rare types.</summary>
public sealed class RtcpWriterTests
{
    [Theory]
    [InlineData(new int[] { 7 }, 1)]
    [InlineData(new int[] { 7, 8, 23 }, 1)]
    [InlineData(new int[] { 7, 24 }, 2)]
    [InlineData(new int[] { 65534, 65535, 0, 1, 14 }, 1)]
    [InlineData(new int[] { 65535, 15 }, 1)]
    [InlineData(new int[] { 65535, 16 }, 2)]
    [InlineData(new int[] { 1, 18, 19, 36 }, 3)]
    public void A_nack_packs_numbers_across_the_wrap(int[] numbers, int entries)
    {
        Span<byte> buffer = stackalloc byte[100];
        var sequenceNumbers = numbers.Select(n => (ushort)n).ToArray();
        Assert.True(Nack.TryWrite(buffer, 1, 2, sequenceNumbers, out var length));
        Assert.Equal(12 + (4 * entries), length);

        Assert.True(Nack.TryParse(Single(buffer[..length]), out var nack));
        Assert.Equal((1u, 2u), (nack.SenderSsrc, nack.MediaSsrc));
        var read = new ushort[20];
        Assert.Equal(sequenceNumbers, read[..nack.CopyTo(read)]);
    }

    [Fact]
    public void A_nack_of_a_full_bitmask_is_seventeen_numbers()
    {
        Assert.True(Nack.TryParse(Single(MediaSamples.Hex("81cd0003 00000001 00000002 fff8ffff")), out var nack));
        Span<ushort> read = stackalloc ushort[32];
        Assert.Equal(17, nack.CopyTo(read));
        Assert.Equal(0xFFF8, read[0]);
        Assert.Equal(0x0008, read[16]);
        Assert.Equal(5, nack.CopyTo(read[..5]));
    }

    [Fact]
    public void An_empty_nack_is_not_written()
    {
        Span<byte> buffer = stackalloc byte[100];
        Assert.False(Nack.TryWrite(buffer, 1, 2, [], out _));
        Assert.False(Nack.TryWrite(buffer[..12], 1, 2, [7], out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0x7FFFFF)]
    [InlineData(-0x800000)]
    public void Cumulative_loss_is_signed(int lost)
    {
        Span<byte> buffer = stackalloc byte[32];
        var block = new ReportBlock(1, 255, lost, uint.MaxValue, 3, 4, 5);
        Assert.True(ReceiverReport.TryWrite(buffer, 9, [block], out _));
        Assert.True(ReceiverReport.TryParse(Single(buffer), out var report));
        Assert.Equal(block, report.Blocks[0]);
    }

    [Theory]
    [InlineData(0x800000, 0x7FFFFF)]
    [InlineData(-0x800001, -0x800000)]
    public void Cumulative_loss_is_clamped(int lost, int expected)
    {
        Span<byte> buffer = stackalloc byte[32];
        Assert.True(ReceiverReport.TryWrite(buffer, 9, [new ReportBlock(1, 0, lost, 0, 0, 0, 0)], out _));
        Assert.True(ReceiverReport.TryParse(Single(buffer), out var report));
        Assert.Equal(expected, report.Blocks[0].CumulativeLost);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x3FFFF)]
    [InlineData(0x40000)]
    [InlineData(100_000_000)]
    [InlineData(long.MaxValue)]
    public void An_estimate_keeps_eighteen_bits(long bitsPerSecond)
    {
        Span<byte> buffer = stackalloc byte[32];
        Assert.True(ReceiverEstimatedMaxBitrate.TryWrite(buffer, 1, bitsPerSecond, [5, 6], out var length));
        Assert.Equal(28, length);
        Assert.True(ReceiverEstimatedMaxBitrate.TryParse(Single(buffer[..length]), out var remb));
        Assert.InRange(remb.BitsPerSecond, bitsPerSecond - (bitsPerSecond >> 17), bitsPerSecond);
        Assert.Equal(6u, remb.Sources[1]);
    }

    [Fact]
    public void An_estimate_beyond_all_bounds_reads_as_the_largest_number()
    {
        Assert.True(ReceiverEstimatedMaxBitrate.TryParse(Single(MediaSamples.Hex("8fce0004 00000001 00000000 52454d42 00ffffff")), out var remb));
        Assert.Equal(long.MaxValue, remb.BitsPerSecond);
    }

    [Theory]
    [InlineData("", "", 12)]
    [InlineData("a", "", 12)]
    [InlineData("ab", "", 16)]
    [InlineData("abcde", "", 16)]
    [InlineData("abcdef", "12", 24)]
    [InlineData("ünï", "7", 20)]
    public void A_description_ends_with_a_zero_on_a_word_border(string cname, string mid, int expectedLength)
    {
        Span<byte> buffer = stackalloc byte[64];
        Assert.True(SourceDescription.TryWrite(buffer, 7, cname, mid, out var length));
        Assert.Equal(expectedLength, length);
        Assert.Equal(0, buffer[length - 1]);
        Assert.True(SourceDescription.TryParse(Single(buffer[..length]), out var description));
        var items = new List<string>();
        foreach (var item in description) items.Add(System.Text.Encoding.UTF8.GetString(item.Text));
        Assert.Equal(mid.Length == 0 ? [cname] : [cname, mid], items);
        Assert.False(SourceDescription.TryWrite(buffer, 7, new string('x', 256), mid, out _));
    }

    [Fact]
    public void A_goodbye_names_its_sources()
    {
        Span<byte> buffer = stackalloc byte[200];
        Assert.True(Goodbye.TryWrite(buffer, [1, 2, 3], out var length));
        Assert.True(Goodbye.TryParse(Single(buffer[..length]), out var goodbye));
        Assert.Equal(3, goodbye.Sources.Count);
        Assert.Equal(3u, goodbye.Sources[2]);
        Assert.False(Goodbye.TryWrite(buffer, new uint[32], out _));
    }

    [Fact]
    public void A_full_intra_request_names_source_and_number()
    {
        Span<byte> buffer = stackalloc byte[20];
        Assert.True(FullIntraRequest.TryWrite(buffer, 1, 0xAABBCCDD, 200, out var length));
        Assert.Equal("84ce000400000001 00000000aabbccddc8000000".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(buffer));
        Assert.True(FullIntraRequest.TryParse(Single(buffer[..length]), out var request));
        Assert.Equal(1, request.Count);
        Assert.Equal((0xAABBCCDDu, (byte)200), request[0]);
    }

    [Fact]
    public void Nothing_is_written_where_it_does_not_fit()
    {
        var blocks = new ReportBlock[32];
        Span<byte> buffer = stackalloc byte[1000];
        Assert.False(ReceiverReport.TryWrite(buffer, 1, blocks, out _));
        Assert.False(new SenderReport(1, 2, 3, 4, 5).TryWrite(buffer, blocks, out _));
        Assert.False(new SenderReport(1, 2, 3, 4, 5).TryWrite(buffer[..27], [], out _));
        Assert.False(ReceiverReport.TryWrite(buffer[..7], 1, [], out _));
        Assert.False(new PictureLossIndication(1, 2).TryWrite(buffer[..11], out _));
        Assert.False(FullIntraRequest.TryWrite(buffer[..19], 1, 2, 3, out _));
        Assert.False(ReceiverEstimatedMaxBitrate.TryWrite(buffer[..23], 1, 2, [3], out _));
        Assert.False(ExtendedReport.TryWriteReferenceTime(buffer[..19], 1, 2, out _));
        Assert.False(ExtendedReport.TryWriteDelays(buffer, 1, [], out _));
        Assert.False(SourceDescription.TryWrite(buffer[..11], 1, "", "", out _));
        Assert.False(Goodbye.TryWrite(buffer[..7], [1], out _));
    }

    [Theory]
    [InlineData(0x10000u, 0u, 0u, null)]
    [InlineData(0x30000u, 0x10000u, 0x10000u, 1000.0)]
    [InlineData(0x00000100u, 0xFFFFFF00u, 0u, 7.8125)]
    [InlineData(0x10000u, 0x10001u, 0u, 0.0)]
    [InlineData(0x10000u, 0x20000u, 0u, null)]
    [InlineData(0xF0000u, 0x10000u, 0u, null)]
    public void A_round_trip_is_now_minus_report_minus_delay(uint now, uint lastReport, uint delay, double? milliseconds)
    {
        var roundTrip = NtpTime.RoundTrip(now, lastReport, delay)?.TotalMilliseconds;
        Assert.Equal(milliseconds is null, roundTrip is null);
        if (milliseconds is { } expected) Assert.InRange(roundTrip!.Value, expected - 0.1, expected + 0.1);
    }

    [Fact]
    public void Ntp_time_counts_from_1900()
    {
        Assert.Equal(2_208_988_800UL << 32, NtpTime.FromUnixMicroseconds(0));
        Assert.Equal((2_208_988_801UL << 32) | 0x80000000, NtpTime.FromUnixMicroseconds(1_500_000));
        Assert.Equal(90_000, NtpTime.ToTicks(5UL << 32, 6UL << 32, 90_000));
        Assert.Equal(-45_000, NtpTime.ToTicks((5UL << 32) | 0x80000000, 5UL << 32, 90_000));
        Assert.Equal(65_536u, NtpTime.ToShortDelay(TimeSpan.FromSeconds(1)));
        Assert.Equal(uint.MaxValue, NtpTime.ToShortDelay(TimeSpan.FromDays(1)));
        Assert.Equal(0u, NtpTime.ToShortDelay(TimeSpan.FromSeconds(-1)));
    }

    private static RtcpPacket Single(ReadOnlySpan<byte> bytes)
    {
        var reader = new RtcpReader(bytes);
        Assert.True(reader.MoveNext());
        return reader.Current;
    }
}
