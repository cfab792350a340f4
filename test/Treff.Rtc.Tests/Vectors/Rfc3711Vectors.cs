using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Vectors;

/// <summary>RFC 3711 appendix B: AES-CM key stream (B.2) and key derivation (B.3).</summary>
public sealed class Rfc3711Vectors
{
    private static readonly byte[] MasterKey = Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static readonly byte[] MasterSalt = Convert.FromHexString("0EC675AD498AFEEBB6960B3AABE6");

    public static TheoryData<int> Implementations() => [.. Enum.GetValues<CipherImplementation>().Select(i => (int)i)];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Key_stream(int implementation)
    {
        using var cipher = AesCtr.Create(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"), (CipherImplementation)implementation);
        var stream = new byte[0xFF02 * AesCtr.BlockLength];
        cipher.Apply(Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream, stream);
        Assert.Equal(
            "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0",
            Convert.ToHexString(stream.AsSpan(0, 48)));
        Assert.Equal(
            "EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE6A2CC3787889374FBEB4C81B17BA6C44",
            Convert.ToHexString(stream.AsSpan(0xFEFF * AesCtr.BlockLength, 48)));
    }

    [Fact]
    public void Cipher_key() => Assert.Equal("C61E7A93744F39EE10734AFE3FF7A087", Derive(SrtpKeyLabel.RtpEncryption, 16));

    [Fact]
    public void Cipher_salt() => Assert.Equal("30CBBC08863D8C85D49DB34A9AE1", Derive(SrtpKeyLabel.RtpSalt, 14));

    [Fact]
    public void Authentication_key() => Assert.Equal(
        "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
        + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2",
        Derive(SrtpKeyLabel.RtpAuthentication, 94));

    private static string Derive(SrtpKeyLabel label, int length) =>
        Convert.ToHexString(SrtpKeyDerivation.Derive(MasterKey, MasterSalt, label, length));
}
