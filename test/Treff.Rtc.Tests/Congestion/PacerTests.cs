using Treff.Rtc.Congestion;

namespace Treff.Rtc.Tests.Congestion;

public sealed class PacerTests
{
    private const int PacketBytes = 1200;

    [Fact]
    public void Without_a_rate_everything_passes()
    {
        using var pacer = new Pacer();
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(pacer.MayPass(Timestamp.Zero, isRetransmission: false));
            pacer.OnSent(PacketBytes);
        }
    }

    [Fact]
    public void A_key_frame_leaves_at_two_and_a_half_times_the_target()
    {
        using var pacer = new Pacer();
        pacer.SetRate(1_000_000, isCongested: false);
        var last = Send(pacer, packets: 40, isRetransmission: false);
        // 48 KB at 2.5 Mbit/s, of which some leave at once.
        Assert.InRange(last.Milliseconds, 110, 160);
    }

    [Fact]
    public void While_the_path_is_congested_nothing_leaves_faster_than_the_target()
    {
        using var pacer = new Pacer();
        pacer.SetRate(1_000_000, isCongested: true);
        Assert.InRange(Send(pacer, packets: 40, isRetransmission: false).Milliseconds, 320, 390);
    }

    [Fact]
    public void Retransmissions_leave_before_media()
    {
        using var pacer = new Pacer();
        pacer.SetRate(100_000, isCongested: false);
        pacer.OnSent(100_000);
        Assert.False(pacer.MayPass(Timestamp.Zero, isRetransmission: true));
        Assert.True(pacer.TryQueue(new QueuedPacket(Timestamp.Zero, 1, IsRetransmission: false, HasTransportNumber: true), new byte[12], [], new byte[100]));
        Assert.True(pacer.TryQueue(new QueuedPacket(Timestamp.Zero, 2, IsRetransmission: true, HasTransportNumber: true), new byte[12], [], new byte[100]));
        pacer.SetRate(100_000_000, isCongested: false);
        Assert.True(pacer.TryTake(Timestamp.FromMilliseconds(100), out _, out var first));
        Assert.True(first.IsRetransmission);
        Assert.True(pacer.TryTake(Timestamp.FromMilliseconds(100), out _, out var second));
        Assert.Equal(1, second.PacketIndex);
    }

    [Fact]
    public void What_waited_too_long_is_given_up()
    {
        using var pacer = new Pacer();
        pacer.SetRate(50_000, isCongested: true);
        pacer.OnSent(1_000_000);
        Assert.False(pacer.MayPass(Timestamp.Zero, isRetransmission: false));
        for (var i = 0; i < 10; i++)
            Assert.True(pacer.TryQueue(new QueuedPacket(Timestamp.Zero, i, false, true), new byte[12], [], new byte[1000]));
        Assert.False(pacer.TryTake(Timestamp.FromMilliseconds(700), out _, out _));
        Assert.Equal(10, pacer.Expired);
        Assert.True(pacer.IsEmpty);
        Assert.Equal(Timestamp.Never, pacer.NextTimeout);
    }

    private static Timestamp Send(Pacer pacer, int packets, bool isRetransmission)
    {
        for (var i = 0; i < packets; i++)
        {
            if (pacer.MayPass(Timestamp.Zero, isRetransmission))
                pacer.OnSent(PacketBytes);
            else
                Assert.True(pacer.TryQueue(new QueuedPacket(Timestamp.Zero, i, isRetransmission, true), new byte[12], [], new byte[PacketBytes - 12]));
        }

        var now = Timestamp.Zero;
        while (!pacer.IsEmpty)
        {
            now = pacer.NextTimeout;
            while (pacer.TryTake(now, out var bytes, out _))
                pacer.OnSent(bytes.Length);
        }

        return now;
    }
}
