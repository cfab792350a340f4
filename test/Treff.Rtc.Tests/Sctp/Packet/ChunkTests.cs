using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Packet;

public sealed class ChunkTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, ChunkSamples.All.Length)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Writes_the_bytes_of_the_rfc(int index)
    {
        var (_, write, hex) = ChunkSamples.All[index];
        var packet = ChunkSamples.Packet(write);
        Assert.Equal("1388138811223344", Convert.ToHexString(packet.AsSpan(0, 8)));
        Assert.Equal(hex, Convert.ToHexString(packet.AsSpan(SctpPacket.HeaderLength)));
    }

    [Fact]
    public void Reads_a_data_chunk()
    {
        Assert.True(DataChunk.TryParse(Raw("00030013" + "01020304" + "00050006" + "00000035" + "686579"), out var chunk));
        Assert.Equal(new DataHeader(0x01020304, 5, 6, 53, DataFlags.Beginning | DataFlags.End), chunk.Header);
        Assert.Equal("hey"u8, chunk.Payload);
    }

    [Fact]
    public void Reads_an_init_chunk()
    {
        Assert.True(InitChunk.TryParse(Raw("0100001E" + "DEADBEEF" + "00100000" + "FFFEFFFF" + "00000007" + "C0000004" + "80080006" + "82C0"), out var chunk));
        Assert.Equal(new InitHeader(0xDEADBEEF, 0x100000, 65534, 65535, 7), chunk.Header);
        Assert.True(chunk.Header.IsValid);
        var capabilities = default(SctpCapabilities);
        var reader = new ParameterReader(chunk.Parameters);
        while (reader.MoveNext())
            capabilities = ExtensionParameters.Add(capabilities, reader.Current);
        Assert.False(reader.IsMalformed);
        Assert.Equal(SctpCapabilities.Own, capabilities);
    }

    [Theory]
    [InlineData("C0000004", true, false)]
    [InlineData("800800058200000080020004", false, true)]
    [InlineData("80080005C0000000", true, false)]
    [InlineData("80010008000000018008000782C00F00", true, true)]
    public void Knows_what_the_peer_can_do_from_either_parameter(string parameters, bool partialReliability, bool reconfiguration)
    {
        var capabilities = default(SctpCapabilities);
        var reader = new ParameterReader(Convert.FromHexString(parameters));
        while (reader.MoveNext())
            capabilities = ExtensionParameters.Add(capabilities, reader.Current);
        Assert.Equal(new SctpCapabilities(partialReliability, reconfiguration), capabilities);
    }

    [Fact]
    public void Reads_a_sack_chunk()
    {
        Assert.True(SackChunk.TryParse(Raw("0300001C" + "000003E8" + "00010000" + "00020001" + "00020003" + "00050005" + "000003E7"), out var sack));
        Assert.Equal(1000u, sack.CumulativeTsnAck);
        Assert.Equal(65536u, sack.ReceiverWindow);
        Assert.Equal((2, 1), (sack.GapBlockCount, sack.DuplicateCount));
        Assert.Equal(new GapBlock(2, 3), sack.GetGapBlock(0));
        Assert.Equal(new GapBlock(5, 5), sack.GetGapBlock(1));
        Assert.Equal(999u, sack.GetDuplicate(0));
    }

    [Theory]
    [InlineData("03000010" + "00000000" + "00000000" + "00010000")]
    [InlineData("03000014" + "00000000" + "00000000" + "00010001" + "00000000")]
    [InlineData("03000010" + "00000000" + "00000000" + "FFFFFFFF")]
    public void Refuses_a_sack_that_claims_more_than_it_holds(string hex) => Assert.False(SackChunk.TryParse(Raw(hex), out _));

    [Fact]
    public void Reads_a_forward_tsn_chunk()
    {
        Assert.True(ForwardTsnChunk.TryParse(Raw("C0000010" + "0000002A" + "00030008" + "00040009"), out var chunk));
        Assert.Equal(42u, chunk.NewCumulativeTsn);
        Assert.Equal(2, chunk.SkippedCount);
        Assert.Equal(new SkippedStream(3, 8), chunk.GetSkipped(0));
        Assert.Equal(new SkippedStream(4, 9), chunk.GetSkipped(1));
    }

    [Fact]
    public void Reads_stream_reset_parameters()
    {
        var reader = new ParameterReader(Raw("82000024" + "000D0014" + "00000001" + "00000002" + "00000003" + "00040005" + "0010000C" + "00000009" + "00000001").Value);
        Assert.True(reader.MoveNext());
        Assert.True(OutgoingResetParameter.TryParse(reader.Current, out var request));
        Assert.Equal((1u, 2u, 3u, 2), (request.RequestSequence, request.ResponseSequence, request.LastAssignedTsn, request.StreamCount));
        Assert.Equal((4, 5), (request.GetStream(0), request.GetStream(1)));
        Assert.True(reader.MoveNext());
        Assert.True(ReconfigResponseParameter.TryParse(reader.Current, out var response));
        Assert.Equal(new ReconfigResponseParameter(9, ReconfigResult.Performed), response);
    }

    [Fact]
    public void Walks_all_chunks_and_forgives_missing_padding_at_the_end()
    {
        var reader = new ChunkReader(Convert.FromHexString("0A00000501000000" + "0B000004" + "0A000006AABB"));
        Assert.True(reader.MoveNext());
        Assert.Equal([1], reader.Current.Value.ToArray());
        Assert.True(reader.MoveNext());
        Assert.Equal(ChunkType.CookieAck, reader.Current.Type);
        Assert.True(reader.MoveNext());
        Assert.Equal([0xAA, 0xBB], reader.Current.Value.ToArray());
        Assert.False(reader.MoveNext());
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData("0A0000")]
    [InlineData("0A000003")]
    [InlineData("0A000009AABBCCDD")]
    public void Stops_at_a_length_that_cannot_be(string hex)
    {
        var reader = new ChunkReader(Convert.FromHexString(hex));
        Assert.False(reader.MoveNext());
        Assert.True(reader.IsMalformed);
    }

    [Theory]
    [InlineData("", SctpDrop.BadLength)]
    [InlineData("138813880000000000000000", SctpDrop.BadLength)]
    [InlineData("1388138800000000000000000B000004", SctpDrop.BadChecksum)]
    public void Refuses_what_is_no_packet(string hex, SctpDrop expected)
    {
        Assert.False(SctpPacket.TryParse(Convert.FromHexString(hex), out _, out var drop));
        Assert.Equal(expected, drop);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_cut_and_damaged_chunk_is_read_without_a_throw(int index)
    {
        var chunk = ChunkSamples.Packet(ChunkSamples.All[index].Write)[SctpPacket.HeaderLength..];
        foreach (var bytes in Mutations.Truncations(chunk).Concat(Mutations.Damaged(chunk, 2000, (ulong)index)))
            ReadAll(bytes);
    }

    private static RawChunk Raw(string hex) => new(Convert.FromHexString(hex));

    private static void ReadAll(byte[] bytes)
    {
        var reader = new ChunkReader(bytes);
        var total = 0;
        while (reader.MoveNext())
        {
            total += reader.Current.Whole.Length;
            Touch(reader.Current);
        }

        Assert.True(total <= bytes.Length);
    }

    private static void Touch(RawChunk raw)
    {
        if (SackChunk.TryParse(raw, out var sack))
        {
            for (var i = 0; i < sack.GapBlockCount; i++)
                sack.GetGapBlock(i);
            for (var i = 0; i < sack.DuplicateCount; i++)
                sack.GetDuplicate(i);
        }

        if (ForwardTsnChunk.TryParse(raw, out var forward))
        {
            for (var i = 0; i < forward.SkippedCount; i++)
                forward.GetSkipped(i);
        }

        _ = DataChunk.TryParse(raw, out _);
        _ = InitChunk.TryParse(raw, out _);
        _ = HeartbeatChunk.TryParseInfo(raw, out _);
        _ = ShutdownChunk.TryParse(raw, out _);
        ErrorCause.First(raw.Value);
        TouchParameters(raw.Value);
    }

    private static void TouchParameters(ReadOnlySpan<byte> value)
    {
        var parameters = new ParameterReader(value);
        while (parameters.MoveNext())
        {
            _ = ReconfigResponseParameter.TryParse(parameters.Current, out _);
            if (!OutgoingResetParameter.TryParse(parameters.Current, out var reset))
                continue;
            for (var i = 0; i < reset.StreamCount; i++)
                reset.GetStream(i);
        }
    }
}
