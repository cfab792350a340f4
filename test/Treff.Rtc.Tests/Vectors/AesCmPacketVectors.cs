using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Vectors;

/// <summary>Whole packets under the master key of RFC 3711 appendix B.3, as other SRTP implementations protect them.</summary>
public sealed class AesCmPacketVectors
{
    private const string Rtp = "800f1234decafbadcafebabeabababababababababababababababab";
    private const string Srtp = "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb";
    private const string Rtcp = "81c8000bcafebabeabababababababababababababababab";
    private const string Srtcp = "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798";

    public static TheoryData<int> Implementations() => [.. Enum.GetValues<CipherImplementation>().Select(i => (int)i)];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Rtp_is_protected_and_unprotected(int implementation)
    {
        using var transform = Create(implementation);
        var clear = Convert.FromHexString(Rtp);
        var packet = new byte[clear.Length + transform.RtpOverhead];
        clear.AsSpan(0, 12).CopyTo(packet);
        Assert.Equal(packet.Length, transform.ProtectRtp(packet, 12, clear.AsSpan(12), packetIndex: 0x1234));
        Assert.Equal(Srtp, Convert.ToHexStringLower(packet));
        Assert.True(transform.TryUnprotectRtp(packet, 12, packetIndex: 0x1234));
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
        Assert.Equal(packet.Length, transform.ProtectRtcp(packet, clear.Length, index: 1));
        Assert.Equal(Srtcp, Convert.ToHexStringLower(packet));
        Assert.Equal(0x8000_0001, transform.ReadRtcpIndexWord(packet));
        Assert.True(transform.TryUnprotectRtcp(packet, 0x8000_0001));
        Assert.Equal(Rtcp, Convert.ToHexStringLower(packet.AsSpan(0, clear.Length)));
    }

    private static SrtpTransform Create(int implementation) => SrtpTransform.Create(
        SrtpProfile.AesCm128HmacSha1Tag80,
        Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE4139"),
        Convert.FromHexString("0EC675AD498AFEEBB6960B3AABE6"),
        (CipherImplementation)implementation);
}
