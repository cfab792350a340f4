using Treff.Rtc.Ice;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

public sealed class StreamFrameTests
{
    [Theory]
    [InlineData("00030000", true, 20)]
    [InlineData("00030008", true, 28)]
    [InlineData("0003FFFC", true, 65552)]
    [InlineData("00030001", false, 0)]
    [InlineData("40000000", true, 4)]
    [InlineData("40000001", true, 8)]
    [InlineData("4FFF0004", true, 8)]
    [InlineData("4000FFFF", true, 65540)]
    [InlineData("50000004", false, 0)]
    [InlineData("80600001", false, 0)]
    [InlineData("FFFFFFFF", false, 0)]
    public void Knows_where_a_message_ends(string header, bool isFrame, int length)
    {
        Assert.Equal(isFrame, TurnStreamFrame.TryReadLength(Convert.FromHexString(header), out var actual));
        if (isFrame)
            Assert.Equal(length, actual);
    }

    [Fact]
    public void The_length_in_front_of_a_datagram_is_read_as_it_was_written()
    {
        var header = new byte[IceTcpFrame.HeaderLength];
        IceTcpFrame.WriteHeader(header, 1300);
        Assert.Equal(new byte[] { 5, 20 }, header);
        Assert.Equal(1300, IceTcpFrame.ReadDatagramLength(header));
    }
}
