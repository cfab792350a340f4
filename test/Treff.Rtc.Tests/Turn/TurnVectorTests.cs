using System.Text;
using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

/// <summary>Long-term credentials against RFC 5769 section 2.4, and our own against themselves.</summary>
public sealed class TurnVectorTests
{
    private static readonly byte[] Request = Convert.FromHexString(
        "000100602112a44278ad3433c6ad72c029da412e" +
        "00060012e3839ee38388e383aae38383e382afe382b90000" +
        "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341" +
        "0014000b6578616d706c652e6f726700" +
        "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666");

    private static readonly TurnCredentialIssuer Issuer = new("secret"u8);

    [Fact]
    public void Derives_the_key_of_the_sample_request()
    {
        var key = new byte[TurnCredentialIssuer.KeyLength];
        TurnCredentialIssuer.WriteKey("マトリックス"u8, "example.org"u8, "TheMatrIX"u8, key);
        Assert.True(StunMessage.TryParse(Request, out var message));
        Assert.True(message.HasValidIntegrity(key));
        key[0] ^= 1;
        Assert.False(message.HasValidIntegrity(key));
    }

    [Fact]
    public void Recognises_its_own_credentials_without_keeping_them()
    {
        var expires = Timestamp.FromMilliseconds(1234_000);
        var credentials = Issuer.Issue(expires, "PA_anna");
        Assert.Equal("1234:PA_anna", credentials.Username);
        var expected = new byte[16];
        TurnCredentialIssuer.WriteKey(Encoding.ASCII.GetBytes(credentials.Username), "treff"u8, Encoding.ASCII.GetBytes(credentials.Password), expected);
        var key = new byte[16];
        Assert.True(Issuer.TryGetKey("1234:PA_anna"u8, "treff"u8, key, out var read));
        Assert.Equal(expected, key);
        Assert.Equal(expires, read);
        Assert.DoesNotContain(credentials.Password, credentials.ToString());
    }

    [Fact]
    public void Another_name_another_time_and_another_secret_give_other_passwords()
    {
        var password = Issuer.Issue(Timestamp.FromMilliseconds(1000), "a").Password;
        Assert.NotEqual(password, Issuer.Issue(Timestamp.FromMilliseconds(1000), "b").Password);
        Assert.NotEqual(password, Issuer.Issue(Timestamp.FromMilliseconds(2000), "a").Password);
        Assert.NotEqual(password, TurnCredentialIssuer.Create(new SeededRandom(3)).Issue(Timestamp.FromMilliseconds(1000), "a").Password);
    }

    [Theory]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData(":anna")]
    [InlineData("x12:anna")]
    [InlineData("-12:anna")]
    [InlineData("99999999999999999999:anna")]
    [InlineData("12:änna")]
    [InlineData("12:an na")]
    public void Refuses_names_of_another_form(string username)
    {
        Assert.False(Issuer.TryGetKey(Encoding.UTF8.GetBytes(username), "treff"u8, new byte[16], out _));
        Assert.False(Issuer.TryGetKey(Encoding.UTF8.GetBytes("12:" + new string('a', 200)), "treff"u8, new byte[16], out _));
    }
}
