using Treff.Rtc.Dtls;

namespace Treff.Rtc.Tests.Dtls;

public sealed class DtlsRecordFilterTests
{
    private const string Encrypted = "17fefd0001000000000001" + "0018" + "000000000000000000000000000000000000000000000000";
    private const string HelloDone = "16fefd0000000000000003" + "000c" + "0e0000000003000000000000";

    [Theory]
    [InlineData(Encrypted, true)]
    [InlineData(HelloDone, true)]
    [InlineData(HelloDone + HelloDone + Encrypted, true)]
    [InlineData("14fefd0000000000000003" + "0001" + "01", true)]
    [InlineData("15fefd0000000000000003" + "0002" + "0228", true)]
    [InlineData("16feff0000000000000003" + "0018" + "0e0000000003000000000000" + "0e0000000004000000000000", true)]
    [InlineData("", false)]
    [InlineData("16fefd00000000000000030c", false)]
    [InlineData("16fe030000000000000003" + "000d" + "0e0000000003000000000000", false)]
    [InlineData("160301000000000000000300" + "00", false)]
    [InlineData("16fefd0000000000000003" + "0000", false)]
    [InlineData("16fefd0000000000000003" + "000c" + "0e0000000003000000000001", false)]
    [InlineData("16fefd0000000000000003" + "000c" + "0e0000000003000001000000", false)]
    [InlineData("16fefd0000000000000003" + "000c" + "0e0040010003000000000000", false)]
    [InlineData("15fefd0000000000000003" + "0003" + "022800", false)]
    [InlineData("15fefd0000000000000003" + "0002" + "0328", false)]
    [InlineData("14fefd0000000000000003" + "0001" + "02", false)]
    [InlineData("17fefd0000000000000003" + "0001" + "01", false)]
    [InlineData("17fefd0001000000000001" + "0017" + "0000000000000000000000000000000000000000000000", false)]
    [InlineData(HelloDone + "17", false)]
    public void Lets_pass_only_what_can_be_dtls(string datagram, bool expected) =>
        Assert.Equal(expected, DtlsRecordFilter.IsPlausible(Convert.FromHexString(datagram)));
}
