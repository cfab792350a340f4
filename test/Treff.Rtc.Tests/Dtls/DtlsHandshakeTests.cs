using Treff.Rtc.Dtls;
using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Dtls;

public sealed class DtlsHandshakeTests
{
    private const string Gcm = "SRTP_AEAD_AES_128_GCM";
    private const string Cm = "SRTP_AES128_CM_SHA1_80";

    [Fact]
    public void Connects_and_agrees_on_keys()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        Assert.NotNull(pair.Server.Keys);
        Assert.Equal(pair.Server.Keys.ClientKey, pair.Client.Keys!.ClientKey);
        Assert.Equal(pair.Server.Keys.ClientSalt, pair.Client.Keys.ClientSalt);
        Assert.Equal(pair.Server.Keys.ServerKey, pair.Client.Keys.ServerKey);
        Assert.Equal(pair.Server.Keys.ServerSalt, pair.Client.Keys.ServerSalt);
        Assert.NotEqual(pair.Server.Keys.ClientKey, pair.Server.Keys.ServerKey);
        Assert.Equal(16, pair.Server.Keys.ClientKey.Length);
        Assert.Equal(12, pair.Server.Keys.ClientSalt.Length);
    }

    [Theory]
    [InlineData(Gcm + ":" + Cm, Gcm + ":" + Cm, SrtpProfile.AeadAes128Gcm)]
    [InlineData(Cm + ":" + Gcm, Gcm + ":" + Cm, SrtpProfile.AeadAes128Gcm)]
    [InlineData(Cm, Gcm + ":" + Cm, SrtpProfile.AesCm128HmacSha1Tag80)]
    [InlineData(Gcm, Gcm + ":" + Cm, SrtpProfile.AeadAes128Gcm)]
    public void Negotiates_the_profile_that_the_server_prefers(string client, string server, SrtpProfile expected)
    {
        using var pair = new DtlsPair(clientProfiles: client, serverProfiles: server);
        Assert.True(pair.Connect());
        Assert.Equal(expected, pair.Client.Keys!.Profile);
        Assert.Equal(expected, pair.Server.Keys!.Profile);
    }

    [Fact]
    public void Media_protected_with_the_exported_keys_passes_both_ways()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        using var server = SrtpSender.Create(pair.Server.Keys!, isServer: true);
        using var client = SrtpReceiver.Create(pair.Client.Keys!, isServer: false);
        var packet = new byte[128];
        packet[0] = 0x80;
        var length = server.ProtectRtp(packet, 12, new byte[50], packetIndex: 0);
        Assert.True(client.TryUnprotectRtp(packet.AsSpan(0, length), out length, out _));
        Assert.Equal(62, length);
    }

    [Fact]
    public void Fails_without_a_common_profile()
    {
        using var pair = new DtlsPair(clientProfiles: Cm, serverProfiles: Gcm);
        Assert.False(pair.Connect());
        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Null(pair.Server.Keys);
    }

    [Fact]
    public void Knows_the_peer_by_its_fingerprint()
    {
        using var pair = new DtlsPair();
        var expected = DtlsPair.ClientCertificate.Fingerprint;
        Assert.False(pair.Server.VerifyFingerprint(expected));
        Assert.True(pair.Connect());
        Assert.True(pair.Server.VerifyFingerprint(expected));
        Assert.True(pair.Server.VerifyFingerprint(new DtlsFingerprint("SHA-256", expected.Value.ToLowerInvariant())));
        Assert.True(pair.Client.VerifyFingerprint(DtlsPair.ServerCertificate.Fingerprint));
        Assert.False(pair.Server.VerifyFingerprint(DtlsPair.ServerCertificate.Fingerprint));
        Assert.False(pair.Server.VerifyFingerprint(new DtlsFingerprint("md5", expected.Value)));
        Assert.False(pair.Server.VerifyFingerprint(new DtlsFingerprint("sha-256", "")));
    }

    [Fact]
    public void Cuts_datagrams_at_the_mtu()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        Assert.InRange(pair.LongestDatagram, 300, DtlsTransport.Mtu);
    }

    [Fact]
    public void A_lost_first_flight_costs_one_hundred_milliseconds()
    {
        using var pair = new DtlsPair { IsLost = number => number == 0 };
        var start = pair.Now;
        Assert.True(pair.Connect());
        // 100 ms and four ways. Where the machine holds this test up, OpenSSL's own timer, which runs on the system's clock, adds copies of
        // flights that cost up to two more intervals; its default of a second stays far away.
        Assert.InRange((pair.Now - start).TotalMilliseconds, 100 + (4 * 20), 400);
    }

    [Fact]
    public void Doubles_the_interval_and_gives_up_after_thirty_seconds()
    {
        using var pair = new DtlsPair { IsLost = _ => true };
        var start = pair.Now;
        pair.RunUntil(() => pair.Client.State == DtlsState.Failed);
        Assert.Equal(DtlsFailure.HandshakeTimeout, pair.Client.Failure);
        Assert.InRange((pair.Now - start).TotalSeconds, 20, 30);
        Assert.InRange(pair.DatagramsSent, 10, 14);
    }

    [Fact]
    public void Connects_over_a_link_that_loses_doubles_and_reorders()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            using var pair = new DtlsPair(seed) { Loss = 0.25, Duplication = 0.2, MinDelayMilliseconds = 5, MaxDelayMilliseconds = 60 };
            Assert.True(pair.Connect(), $"seed {seed}: {pair.Client.State} {pair.Server.State}");
        }
    }
}
