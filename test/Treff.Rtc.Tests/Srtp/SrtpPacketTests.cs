using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Srtp;

public sealed class SrtpPacketTests
{
    public static TheoryData<int, int> All() => SrtpPair.All();

    [Theory]
    [MemberData(nameof(All))]
    public void A_packet_comes_back_as_it_was(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        for (var length = 0; length < 400; length++)
        {
            var packet = pair.Protect(length, length);
            var cipherText = packet[SrtpPair.HeaderLength..(SrtpPair.HeaderLength + length)];
            Assert.True(length < 4 || !cipherText.SequenceEqual(SrtpPair.Payload(length)));
            Assert.True(pair.Receiver.TryUnprotectRtp(packet, out var clearLength, out var failure));
            Assert.Equal(SrtpFailure.None, failure);
            Assert.Equal(SrtpPair.HeaderLength + length, clearLength);
            Assert.Equal(SrtpPair.Payload(length), packet[SrtpPair.HeaderLength..clearLength]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_rtcp_packet_comes_back_as_it_was(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        for (var length = 8; length < 200; length += 4)
        {
            var packet = pair.ProtectRtcp(length);
            Assert.True(pair.Receiver.TryUnprotectRtcp(packet, out var clearLength, out _));
            Assert.Equal(length, clearLength);
            Assert.All(packet[8..clearLength], b => Assert.Equal(0, b));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Any_flipped_bit_is_refused_and_leaves_the_packet_alone(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        var good = pair.Protect(7);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = Flip(good, bit);
            var received = (byte[])bad.Clone();
            Assert.NotEqual(SrtpFailure.None, pair.Receive(received));
            Assert.Equal(bad, received);
        }

        Assert.Equal(SrtpFailure.None, pair.Receive(good));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Any_flipped_bit_of_rtcp_is_refused(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        var good = pair.ProtectRtcp();
        for (var bit = 0; bit < good.Length * 8; bit++)
            Assert.NotEqual(SrtpFailure.None, pair.ReceiveRtcp(Flip(good, bit)));
        Assert.Equal(SrtpFailure.None, pair.ReceiveRtcp(good));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Truncated_and_damaged_packets_are_refused(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        var rtp = pair.Protect(7);
        var rtcp = pair.ProtectRtcp();
        foreach (var bad in Mutations.Truncations(rtp).Concat(Mutations.Damaged(rtp, 2000, seed: 5)))
            Assert.True(bad.AsSpan().SequenceEqual(rtp) || pair.Receive(bad) != SrtpFailure.None);
        foreach (var bad in Mutations.Truncations(rtcp).Concat(Mutations.Damaged(rtcp, 2000, seed: 6)))
            Assert.True(bad.AsSpan().SequenceEqual(rtcp) || pair.ReceiveRtcp(bad) != SrtpFailure.None);
        Assert.Equal(SrtpFailure.None, pair.Receive(rtp));
        Assert.Equal(SrtpFailure.None, pair.ReceiveRtcp(rtcp));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Implementations_understand_each_other(int profile, int implementation)
    {
        using var one = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        using var other = new SrtpPair((SrtpProfile)profile, CipherImplementation.OpenSsl);
        Assert.Equal(other.Protect(70_000, 1100), one.Protect(70_000, 1100));
        Assert.Equal(SrtpFailure.None, other.ReceiveRtcp(one.ProtectRtcp()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Keys_of_the_other_direction_and_of_other_peers_do_not_fit(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        using var stranger = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation, seed: 2);
        using var wrongSide = SrtpReceiver.Create(SrtpPair.Keys((SrtpProfile)profile, 1), isServer: true);
        var packet = pair.Protect(1);
        Assert.Equal(SrtpFailure.AuthenticationFailed, stranger.Receive(packet));
        Assert.False(wrongSide.TryUnprotectRtp(packet, out _, out var failure));
        Assert.Equal(SrtpFailure.AuthenticationFailed, failure);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Wiped_keys_protect_nothing_and_accept_nothing(int profile, int implementation)
    {
        var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        var packet = pair.Protect(1);
        pair.Dispose();
        Assert.Equal(SrtpFailure.AuthenticationFailed, pair.Receive(packet));
        Assert.Throws<ObjectDisposedException>(() => pair.Protect(2));
        Assert.Throws<ObjectDisposedException>(() => pair.ProtectRtcp());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_packet_allocates_nothing(int profile, int implementation)
    {
        using var pair = new SrtpPair((SrtpProfile)profile, (CipherImplementation)implementation);
        var payload = SrtpPair.Payload(1100);
        var buffer = pair.Protect(0, payload.Length);
        var rtcp = new byte[60];
        rtcp[0] = 0x80;
        Assert.Equal(SrtpFailure.None, pair.Receive(buffer));
        SendAndReceive(1);

        Assert.Equal(0, Allocated.During(() =>
        {
            for (var index = 2; index < 200; index++)
                SendAndReceive(index);
        }));

        void SendAndReceive(int index)
        {
            buffer[2] = (byte)(index >> 8);
            buffer[3] = (byte)index;
            pair.Sender.ProtectRtp(buffer, SrtpPair.HeaderLength, payload, index);
            if (!pair.Receiver.TryUnprotectRtp(buffer, out _, out _))
                throw new InvalidOperationException("RTP refused");
            var length = pair.Sender.ProtectRtcp(rtcp, 40);
            if (!pair.Receiver.TryUnprotectRtcp(rtcp.AsSpan(0, length), out _, out _))
                throw new InvalidOperationException("RTCP refused");
        }
    }

    private static byte[] Flip(byte[] packet, int bit)
    {
        var copy = (byte[])packet.Clone();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
