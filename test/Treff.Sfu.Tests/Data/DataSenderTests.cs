using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Sctp;
using Treff.Sfu.Data;

namespace Treff.Sfu.Tests.Data;

/// <summary>The share of a sender, and what is kept of it for those who come back.</summary>
public sealed class DataSenderTests
{
    private static readonly DataLimits Small = new()
    {
        MessagesPerSecond = 50,
        MessageBurst = 20,
        BytesPerSecond = 100_000,
        ByteBurst = 50_000,
    };

    [Fact]
    public void Lossy_packets_beyond_the_share_are_refused()
    {
        using var room = new DataRoom(Small);
        var (alice, bob) = (room.Join("alice"), room.Join("bob"));
        for (var i = 0; i < 100; i++)
            alice.Media!.SendData(DataRoom.Lossy, DataRoom.UserPacket("x").ToByteArray());
        Assert.Equal(20, DataRoom.Take(bob).Count);
        Assert.Equal(80, room.Statistics.Refusals(DataRefusal.RateExceeded));
        room.Rooms.Host.Advance(1000);
        room.Send(alice, DataRoom.UserPacket("x"), DataRoom.Lossy);
        Assert.Single(DataRoom.Take(bob));
    }

    [Fact]
    public void A_file_larger_than_the_share_arrives_whole_at_the_speed_of_the_share()
    {
        using var room = new DataRoom(Small);
        var (alice, bob) = (room.Join("alice"), room.Join("bob"));
        var chunk = new string('x', 15_000);
        var start = room.Rooms.Host.Now;
        for (var i = 1u; i <= 40; i++)
            Assert.Equal(SendResult.Queued, alice.Media!.TrySendData(DataRoom.Reliable, DataRoom.UserPacket(chunk, i).ToByteArray()));
        while (bob.Media!.Data.Count < 40 && room.Rooms.Host.Now - start < TimeSpan.FromSeconds(20))
            room.Rooms.Host.Advance(50);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (uint)i), DataRoom.Take(bob).Select(packet => packet.Sequence));
        // 600 kB, of which 50 at once and the rest at 100 kB/s.
        Assert.InRange((room.Rooms.Host.Now - start).TotalSeconds, 5, 8);
        Assert.NotEqual(0, room.Statistics.Throttled);
        Assert.Equal(0, room.Statistics.Refusals(DataRefusal.RateExceeded));
    }

    [Fact]
    public void One_that_sends_too_much_does_not_slow_down_another()
    {
        using var room = new DataRoom(Small);
        var (alice, bob, carol) = (room.Join("alice"), room.Join("bob"), room.Join("carol"));
        for (var i = 1u; i <= 40; i++)
            alice.Media!.TrySendData(DataRoom.Reliable, DataRoom.UserPacket(new string('x', 15_000), i).ToByteArray());
        room.Rooms.Host.Advance(200);
        DataRoom.Take(bob);
        room.Send(carol, DataRoom.UserPacket("quick", 1));
        Assert.Contains(DataRoom.Take(bob), packet => packet.ParticipantIdentity == "carol");
    }

    [Fact]
    public void Who_comes_back_gets_what_was_missed_of_those_that_it_names()
    {
        using var room = new DataRoom();
        var (alice, bob, carol) = (room.Join("alice"), room.JoinWithoutChannels("bob"), room.Join("carol"));
        for (var i = 1u; i <= 4; i++)
            room.Send(alice, DataRoom.UserPacket($"a{i}", i));
        room.Send(alice, DataRoom.UserPacket("for carol", 5, "carol"));
        room.Send(alice, DataRoom.UserPacket("for bob", 6, "bob"));
        room.Send(alice, DataRoom.UserPacket("without number"));
        room.Send(alice, DataRoom.UserPacket("lossy", 9), DataRoom.Lossy);
        room.Send(carol, DataRoom.UserPacket("c1", 1));
        room.Rooms.Host.Advance(3000);
        bob.Media!.OpenDataChannels();
        Assert.Empty(DataRoom.Take(bob));
        DataChannelReceiveState[] states =
        [
            new() { PublisherSid = alice.Participant.Sid, LastSeq = 2 },
            new() { PublisherSid = "PA_gone", LastSeq = 2 },
            new() { PublisherSid = bob.Participant.Sid },
        ];
        room.Room.Data.Replay(bob.Participant, states);
        room.Rooms.Host.Advance(50);
        var replayed = DataRoom.Take(bob);
        Assert.Equal(["a3", "a4", "for bob"], replayed.Select(packet => packet.User.Payload.ToStringUtf8()));
        Assert.Equal([3u, 4, 6], replayed.Select(packet => packet.Sequence));
        Assert.All(replayed, packet => Assert.Equal(alice.Participant.Sid, packet.ParticipantSid));
        room.Room.Data.Replay(bob.Participant, states);
        room.Rooms.Host.Advance(50);
        Assert.Empty(DataRoom.Take(bob));
    }

    [Fact]
    public void Who_was_cut_off_for_seconds_gets_everything_from_its_channel_and_nothing_twice()
    {
        using var room = new DataRoom();
        var (alice, bob) = (room.Join("alice"), room.Join("bob"));
        room.Send(alice, DataRoom.UserPacket("1", 1));
        bob.Media!.IsUnplugged = true;
        for (var i = 2u; i <= 100; i++)
            room.Send(alice, DataRoom.UserPacket(new string('x', 10_000), i));
        room.Rooms.Host.Advance(5000);
        bob.Media.IsUnplugged = false;
        room.Room.Data.Replay(bob.Participant, [new DataChannelReceiveState { PublisherSid = alice.Participant.Sid, LastSeq = 1 }]);
        room.Rooms.Host.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (uint)i), DataRoom.Take(bob).Select(packet => packet.Sequence));
    }

    [Fact]
    public void A_channel_that_is_opened_again_may_have_taken_packets_with_it()
    {
        using var room = new DataRoom();
        var (alice, bob) = (room.Join("alice"), room.Join("bob"));
        room.Send(alice, DataRoom.UserPacket("1", 1));
        Assert.False(bob.Participant.Data.Receiver.HasLost);
        bob.Media!.OpenDataChannels();
        Assert.True(bob.Participant.Data.Receiver.HasLost);
    }

    [Fact]
    public void What_is_kept_for_those_who_come_back_is_bounded_by_bytes_and_age()
    {
        var recent = new RecentPackets(1_000, TimeSpan.FromSeconds(10));
        var now = Timestamp.Zero;
        for (var i = 1u; i <= 50; i++)
            recent.Add(now, i, [(byte)i, .. new byte[35]]);
        Assert.Equal(10, recent.Count);
        Assert.Equal([49, 50], recent.After(now, 48).Select(packet => packet[0]));
        Assert.Equal([41, 42], recent.After(now, 2).Select(packet => packet[0]).Take(2));
        now += TimeSpan.FromSeconds(8);
        recent.Add(now, 51, [51]);
        now += TimeSpan.FromSeconds(3);
        Assert.Equal([51], recent.After(now, 0).Select(packet => packet[0]));
    }

    [Fact]
    public void An_allowance_refills_with_time_and_a_debt_is_paid_first()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 5, Timestamp.Zero);
        var now = Timestamp.FromMilliseconds(1000);
        Assert.True(bucket.Has(now, 5));
        Assert.False(bucket.Has(now, 6));
        bucket.Take(now, 8);
        Assert.Equal(Timestamp.FromMilliseconds(1300), bucket.PaidAt);
        Assert.False(bucket.Has(Timestamp.FromMilliseconds(1350), 1));
        Assert.True(bucket.Has(Timestamp.FromMilliseconds(1400), 1));
        Assert.False(bucket.Has(Timestamp.FromMilliseconds(100_000), 6));
    }

    [Fact]
    public void A_nonce_is_new_once()
    {
        var filter = new NonceFilter();
        byte[] Nonce(int i) => [.. BitConverter.GetBytes(i), .. new byte[12]];
        Assert.True(filter.IsNew(Nonce(1)));
        Assert.False(filter.IsNew(Nonce(1)));
        Assert.True(filter.IsNew([]));
        Assert.True(filter.IsNew([]));
        for (var i = 2; i <= 1_001; i++)
            Assert.True(filter.IsNew(Nonce(i)));
        Assert.True(filter.IsNew(Nonce(1)));
        Assert.False(filter.IsNew(Nonce(1_001)));
    }
}
