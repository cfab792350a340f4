using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Srtp;

public sealed class SrtpReplayTests
{
    public static TheoryData<int> Profiles() => [.. Enum.GetValues<SrtpProfile>().Select(p => (int)p)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Refuses_a_packet_that_came_before(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var packet = pair.Protect(100);
        var again = (byte[])packet.Clone();
        Assert.Equal(SrtpFailure.None, pair.Receive(packet));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(again));
        var rtcp = pair.ProtectRtcp();
        var rtcpAgain = (byte[])rtcp.Clone();
        Assert.Equal(SrtpFailure.None, pair.ReceiveRtcp(rtcp));
        Assert.Equal(SrtpFailure.Replayed, pair.ReceiveRtcp(rtcpAgain));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Takes_late_packets_once_within_the_window_and_none_behind_it(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(5000)));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(5000 - ReplayWindow.Width + 1)));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(pair.Protect(5000 - ReplayWindow.Width + 1)));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(pair.Protect(5000 - ReplayWindow.Width)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_forged_packet_moves_neither_window_nor_counter(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(10)));
        var forged = pair.Protect(30_000);
        forged[^1] ^= 1;
        Assert.Equal(SrtpFailure.AuthenticationFailed, pair.Receive(forged));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(11)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Follows_the_sequence_number_over_its_wrap_and_back(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        foreach (var index in (long[])[65_530, 65_535, 65_537, 65_536, 65_534, 65_540, 98_000, 130_000, 131_073, 131_071])
            Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(index)));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(pair.Protect(131_073)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_number_from_before_the_first_packet_is_not_the_end_of_a_negative_round(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(3)));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(pair.Protect(65_530)));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(4)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Streams_have_windows_of_their_own(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(10, ssrc: 1)));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(10, ssrc: 2)));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(10, ssrc: 0)));
        Assert.Equal(SrtpFailure.Replayed, pair.Receive(pair.Protect(10, ssrc: 1)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Remembers_a_bounded_number_of_streams(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        for (var ssrc = 0u; ssrc < SrtpReceiver.MaxStreams; ssrc++)
            Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(10, ssrc: ssrc)));
        Assert.Equal(SrtpFailure.TooManyStreams, pair.Receive(pair.Protect(10, ssrc: SrtpReceiver.MaxStreams)));
        Assert.Equal(SrtpFailure.None, pair.Receive(pair.Protect(11, ssrc: 5)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Refuses_unencrypted_rtcp(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var packet = pair.ProtectRtcp();
        var indexAt = packet.Length - ((SrtpProfile)profile == SrtpProfile.AeadAes128Gcm ? 4 : 14);
        packet[indexAt] &= 0x7F;
        Assert.Equal(SrtpFailure.NotEncrypted, pair.ReceiveRtcp(packet));
    }
}
