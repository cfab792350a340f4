using System.Net;
using System.Text;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Tests.Ice;

/// <summary>The test vectors of RFC 5769, sections 2.1 to 2.3. Their padding is not zero, so they also prove that padding is covered but never read.</summary>
public sealed class StunVectorTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    internal static readonly byte[] Request = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae" +
        "802200105354554e207465737420636c69656e74" +
        "002400046e0001ff" +
        "80290008932ff9b151263b36" +
        "000600096576746a3a68367659202020" +
        "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2" +
        "80280004e57a3bcf");

    internal static readonly byte[] IPv4Response = Convert.FromHexString(
        "0101003c2112a442b7e7a701bc34d686fa87dfae" +
        "8022000b7465737420766563746f7220" +
        "002000080001a147e112a643" +
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" +
        "80280004c07d4c96");

    internal static readonly byte[] IPv6Response = Convert.FromHexString(
        "010100482112a442b7e7a701bc34d686fa87dfae" +
        "8022000b7465737420766563746f7220" +
        "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9" +
        "00080014a382954e4be67bf11784c97c8292c275bfe3ed41" +
        "80280004c8fb0b4c");

    [Fact]
    public void Reads_the_sample_request()
    {
        Assert.True(StunMessage.TryParse(Request, out var message));
        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(StunMethod.Binding, message.Method);
        Assert.Equal(new StunTransactionId(0xB7E7_A701, 0xBC34_D686_FA87_DFAE), message.TransactionId);
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(message.Username));
        Assert.Equal(0x6E00_01FFu, message.Priority);
        Assert.Equal(0x932F_F9B1_5126_3B36u, message.IceControlled);
        Assert.Null(message.IceControlling);
        Assert.False(message.UseCandidate);
        Assert.False(message.HasUnknownRequired);
        Assert.True(message.HasValidFingerprint);
        Assert.True(message.HasValidIntegrity(Key));
        Assert.False(message.HasValidIntegrity("VOkJxbRl1RmTxUk/WvJxBu"u8));
    }

    [Fact]
    public void Reads_the_sample_IPv4_response()
    {
        Assert.True(StunMessage.TryParse(IPv4Response, out var message));
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal(TransportAddress.From(IPAddress.Parse("192.0.2.1"), 32853), message.XorMappedAddress);
        Assert.True(message.HasValidFingerprint);
        Assert.True(message.HasValidIntegrity(Key));
    }

    [Fact]
    public void Reads_the_sample_IPv6_response()
    {
        Assert.True(StunMessage.TryParse(IPv6Response, out var message));
        Assert.Equal(TransportAddress.From(IPAddress.Parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853), message.XorMappedAddress);
        Assert.True(message.HasValidFingerprint);
        Assert.True(message.HasValidIntegrity(Key));
    }

    [Fact]
    public void Any_flipped_bit_breaks_the_fingerprint_and_any_covered_one_the_integrity()
    {
        var integrityEnd = Request.Length - 8;
        for (var bit = 0; bit < Request.Length * 8; bit++)
        {
            byte[] damaged = [.. Request];
            damaged[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            if (!StunMessage.TryParse(damaged, out var message))
                continue;
            Assert.False(message.HasValidFingerprint);
            if (bit / 8 < integrityEnd)
                Assert.False(message.HasValidIntegrity(Key));
        }
    }
}
