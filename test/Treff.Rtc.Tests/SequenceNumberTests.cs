namespace Treff.Rtc.Tests;

public sealed class SequenceNumberTests
{
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(0, 65535, true)]
    [InlineData(65535, 0, false)]
    [InlineData(32767, 0, true)]
    [InlineData(7, 7, false)]
    public void Orders_sixteen_bit_numbers_across_the_wrap(int a, int b, bool newer) =>
        Assert.Equal(newer, SequenceNumber.IsNewer((ushort)a, (ushort)b));

    [Theory]
    [InlineData(0, 65535, -1)]
    [InlineData(65535, 0, 65536)]
    [InlineData(65536 + 10, 9, 65536 + 9)]
    [InlineData(131071, 3, 131072 + 3)]
    public void Extends_to_the_nearest_number(long reference, int value, long expected) =>
        Assert.Equal(expected, SequenceNumber.Extend(reference, (ushort)value));

    [Fact]
    public void Orders_thirty_two_bit_numbers_across_the_wrap()
    {
        Assert.True(SequenceNumber.IsNewer(3u, uint.MaxValue));
        Assert.False(SequenceNumber.IsNewer(uint.MaxValue, 3u));
        Assert.Equal(4, SequenceNumber.Distance(uint.MaxValue, 3u));
    }
}
