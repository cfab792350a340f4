using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Vectors;

/// <summary>RFC 7714 sections 16.1 and 17.1: AEAD_AES_128_GCM from given session keys.</summary>
public sealed class Rfc7714Vectors
{
    private const string Rtp =
        "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";

    private const string Srtp =
        "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
        + "899d7f27beb16a9152cf765ee4390cce";

    private const string Rtcp =
        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    private const string Srtcp =
        "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
        + "c84aa45896cf4d2fc5abf87245d9eade800005d4";

    private const uint RtcpIndex = 0x5d4;

    public static TheoryData<int> Implementations() => [.. Enum.GetValues<CipherImplementation>().Select(i => (int)i)];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Rtp_is_protected_and_unprotected(int implementation)
    {
        using var transform = Create(implementation);
        var clear = Convert.FromHexString(Rtp);
        var packet = new byte[clear.Length + transform.RtpOverhead];
        clear.AsSpan(0, 12).CopyTo(packet);
        Assert.Equal(packet.Length, transform.ProtectRtp(packet, 12, clear.AsSpan(12), packetIndex: 0xf17b));
        Assert.Equal(Srtp, Convert.ToHexStringLower(packet));
        Assert.True(transform.TryUnprotectRtp(packet, 12, packetIndex: 0xf17b));
        Assert.Equal(Rtp, Convert.ToHexStringLower(packet.AsSpan(0, clear.Length)));
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Rtcp_is_protected_and_unprotected(int implementation)
    {
        using var transform = Create(implementation);
        var clear = Convert.FromHexString(Rtcp);
        var packet = new byte[clear.Length + transform.RtcpOverhead];
        clear.CopyTo(packet, 0);
        Assert.Equal(packet.Length, transform.ProtectRtcp(packet, clear.Length, RtcpIndex));
        Assert.Equal(Srtcp, Convert.ToHexStringLower(packet));
        Assert.Equal(0x8000_0000 | RtcpIndex, transform.ReadRtcpIndexWord(packet));
        Assert.True(transform.TryUnprotectRtcp(packet, 0x8000_0000 | RtcpIndex));
        Assert.Equal(Rtcp, Convert.ToHexStringLower(packet.AsSpan(0, clear.Length)));
    }

    private static AeadGcmTransform Create(int implementation)
    {
        var key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
        var salt = Convert.FromHexString("517569642070726f2071756f");
        return new AeadGcmTransform(
            new AeadGcmTransform.Direction(Gcm.Create(key, (CipherImplementation)implementation), salt),
            new AeadGcmTransform.Direction(Gcm.Create(key, (CipherImplementation)implementation), salt));
    }
}
