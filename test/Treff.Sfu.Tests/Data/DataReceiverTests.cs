using Treff.LiveKit.Protocol;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Sfu.Data;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Data;

/// <summary>Receivers that are slow, late or gone, beside one that is not.</summary>
public sealed class DataReceiverTests
{
    private static readonly DataChannelOptions LossyOptions = new() { IsOrdered = false, MaxRetransmits = 0 };

    [Fact]
    public void Reliable_packets_wait_for_the_channel_of_a_newcomer_and_come_in_order()
    {
        using var room = new DataRoom();
        var alice = room.Join("alice");
        var bob = room.JoinWithoutChannels("bob");
        for (var i = 1u; i <= 5; i++)
            room.Send(alice, DataRoom.UserPacket($"{i}", i));
        room.Send(alice, DataRoom.UserPacket("lossy"), DataRoom.Lossy);
        Assert.Empty(bob.Media!.Data);
        bob.Media.OpenDataChannels();
        room.Send(alice, DataRoom.UserPacket("6", 6));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], DataRoom.Take(bob).Select(Text));
        Assert.Equal(1, room.Statistics.Drops(DataDrop.Lossy));
    }

    [Fact]
    public void What_waited_for_a_channel_longer_than_two_seconds_is_gone()
    {
        using var room = new DataRoom();
        var alice = room.Join("alice");
        var bob = room.JoinWithoutChannels("bob");
        room.Send(alice, DataRoom.UserPacket("old", 1));
        room.Rooms.Host.Advance(1500);
        room.Send(alice, DataRoom.UserPacket("new", 2));
        room.Rooms.Host.Advance(800);
        bob.Media!.OpenDataChannels();
        Assert.Equal(["new"], DataRoom.Take(bob).Select(Text));
        Assert.Equal(1, room.Statistics.Drops(DataDrop.NotOpened));
    }

    [Fact]
    public void No_more_than_the_limit_waits_for_a_channel()
    {
        using var room = new DataRoom();
        var alice = room.Join("alice");
        var bob = room.JoinWithoutChannels("bob");
        for (var i = 1u; i <= 12; i++)
            room.Send(alice, DataRoom.UserPacket(new string('x', 10_000), i));
        bob.Media!.OpenDataChannels();
        Assert.Equal([1u, 2, 3, 4, 5, 6, 7, 8, 9], DataRoom.Take(bob).Select(packet => packet.Sequence));
        Assert.Equal(3, room.Statistics.Drops(DataDrop.WaitingFull));
    }

    [Fact]
    public void A_file_sent_faster_than_somebody_reads_arrives_whole()
    {
        using var room = new DataRoom(new DataLimits { WaitingBytes = 256 * 1024, ReliableBufferedBytes = 16 * 1024 });
        var (alice, bob, carol) = (room.Join("alice"), room.Join("bob"), room.Join("carol"));
        bob.Media!.IsUnplugged = true;
        for (var i = 1u; i <= 120; i++)
            alice.Media!.SendData(DataRoom.Reliable, Google.Protobuf.MessageExtensions.ToByteArray(DataRoom.UserPacket(new string('x', 4000), i)));
        room.Rooms.Host.Advance(200);
        bob.Media.IsUnplugged = false;
        room.Rooms.Host.Advance(10_000);
        foreach (var receiver in new[] { bob, carol })
            Assert.Equal(Enumerable.Range(1, 120).Select(i => (uint)i), DataRoom.Take(receiver).Select(packet => packet.Sequence));
        Assert.NotEqual(0, room.Statistics.HeldUp);
        Assert.Equal(0, room.Statistics.Drops(DataDrop.WaitingFull));
    }

    [Fact]
    public void A_receiver_that_takes_nothing_does_not_delay_another()
    {
        using var room = new DataRoom();
        var (alice, slow, fast) = (room.Join("alice"), room.Join("slow"), room.Join("fast"));
        slow.Media!.IsUnplugged = true;
        var chunk = new string('x', 15_000);
        var largest = 0;
        for (var i = 1u; i <= 200; i++)
        {
            alice.Media!.SendData(DataRoom.Reliable, Packet(chunk, i));
            room.Rooms.Host.Advance(10);
            Assert.Equal(i, DataRoom.Take(fast).Single().Sequence);
            largest = Math.Max(largest, slow.Participant.Data.Receiver.Waiting);
        }

        Assert.InRange(largest, 100, 200);
        Assert.Equal(0, room.Statistics.Drops(DataDrop.WaitingFull));
        slow.Media.IsUnplugged = false;
        room.Rooms.Host.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (uint)i), DataRoom.Take(slow).Select(packet => packet.Sequence));
        Assert.Equal(0, slow.Participant.Data.Receiver.Waiting);
    }

    [Fact]
    public void What_waits_for_a_receiver_is_bounded_and_given_up_when_it_stalls()
    {
        using var room = new DataRoom(new DataLimits
        {
            WaitingBytes = 200_000,
            ReliableBufferedBytes = 100_000,
            HeldUpBytesPerSecond = int.MaxValue,
            StallTimeout = TimeSpan.FromSeconds(3),
        });
        var (alice, slow) = (room.Join("alice"), room.Join("slow"));
        slow.Media!.IsUnplugged = true;
        SendMany(room, alice, 1, 40, 10_000);
        var waiting = slow.Participant.Data.Receiver.Waiting;
        Assert.InRange(waiting, 15, 20);
        Assert.InRange(room.Statistics.Drops(DataDrop.WaitingFull), 5, 20);
        room.Rooms.Host.Advance(4000);
        Assert.Equal(0, slow.Participant.Data.Receiver.Waiting);
        Assert.Equal(waiting, room.Statistics.Drops(DataDrop.Stalled));
        SendMany(room, alice, 41, 50, 10_000);
        Assert.Equal(0, slow.Participant.Data.Receiver.Waiting);
        Assert.Equal(waiting + 10, room.Statistics.Drops(DataDrop.Stalled));
        slow.Media.IsUnplugged = false;
        room.Rooms.Host.Advance(4000);
        DataRoom.Take(slow);
        room.Send(alice, DataRoom.UserPacket("again", 51));
        Assert.Equal("again", Text(DataRoom.Take(slow).Single()));
    }

    [Fact]
    public void Lossy_packets_for_a_slow_receiver_are_dropped_instead_of_kept()
    {
        using var room = new DataRoom();
        var (alice, slow, fast) = (room.Join("alice"), room.Join("slow"), room.Join("fast"));
        slow.Media!.IsUnplugged = true;
        for (var i = 0; i < 100; i++)
            room.Send(alice, DataRoom.UserPacket(new string('x', 5_000)), DataRoom.Lossy);
        Assert.Equal(100, DataRoom.Take(fast).Count);
        Assert.InRange(room.Statistics.Drops(DataDrop.Lossy), 80, 90);
        var channel = slow.Participant.PrimaryLink.Peer.FindDataChannel(DataRoom.Lossy)!;
        Assert.InRange(channel.BufferedAmount, 1, 80_000);
    }

    [Fact]
    public void A_participant_that_leaves_takes_what_waits_for_it_along()
    {
        using var room = new DataRoom();
        var (alice, slow) = (room.Join("alice"), room.Join("slow"));
        slow.Media!.IsUnplugged = true;
        SendMany(room, alice, 1, 100, 10_000);
        Assert.NotEqual(0, slow.Participant.Data.Receiver.Waiting);
        room.Room.Remove(slow.Participant, DisconnectReason.ParticipantRemoved);
        room.Rooms.Host.Advance(100);
        Assert.Equal(0, slow.Participant.Data.Receiver.Waiting);
        room.Send(alice, DataRoom.UserPacket("x", 101));
    }

    [Fact]
    public void A_channel_opened_again_under_the_same_label_is_used_from_then_on()
    {
        using var room = new DataRoom();
        var (alice, bob) = (room.Join("alice"), room.Join("bob"));
        room.Send(alice, DataRoom.UserPacket("1", 1));
        bob.Media!.OpenDataChannel(DataRoom.Reliable, DataChannelOptions.Reliable);
        bob.Media.OpenDataChannel(DataRoom.Lossy, LossyOptions);
        room.Send(alice, DataRoom.UserPacket("2", 2));
        Assert.Equal(["1", "2"], DataRoom.Take(bob).Select(Text));
        Assert.Equal(
            bob.Participant.PrimaryLink.Peer.DataChannels.Where(channel => channel.Label == DataRoom.Reliable).Max(channel => channel.Id),
            bob.Participant.PrimaryLink.Peer.FindDataChannel(DataRoom.Reliable)!.Id);
    }

    private static string Text(DataPacket packet) => packet.User.Payload.ToStringUtf8();

    private static byte[] Packet(string text, uint sequence) =>
        Google.Protobuf.MessageExtensions.ToByteArray(DataRoom.UserPacket(text, sequence));

    private static void SendMany(DataRoom room, TestClient sender, uint first, uint last, int size)
    {
        var text = new string('x', size);
        for (var i = first; i <= last; i++)
            room.Send(sender, Packet(text, i));
    }
}
