using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>What those who look after the server get to see of rooms.</summary>
public class RoomSnapshotTests
{
    [Fact]
    public async Task A_snapshot_tells_who_is_where_and_what_they_send_and_receive()
    {
        await using var server = new MeetingServer(workers: 2);
        Assert.Null(await server.Media.InspectAsync(CancellationToken.None));
        await server.Media.StartAsync();
        var publisher = await server.JoinAsync("one", "anna", publishes: true);
        var subscriber = await server.JoinAsync("one", "bert", publishes: false);
        await server.JoinAsync("two", "carl", publishes: false);
        var video = publisher.Peer.AddStream(1000);
        ushort sent = 0;
        Assert.True(ClientPeer.Pump(server.Clients, () =>
        {
            // A VP8 key frame of its own in each packet: the subscriber may join late.
            publisher.Peer.SendRtp(video, sent++, [0x10, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 64, 0, 64, 0]);
            return subscriber.Peer.Packets > 0;
        }));
        var rooms = await server.Media.InspectAsync(CancellationToken.None);
        Assert.NotNull(rooms);
        Assert.Equal(["one", "two"], rooms.Select(room => room.Name).Order());
        var one = rooms.Single(room => room.Name == "one");
        Assert.Equal(await server.WorkerOfAsync("one"), one.Worker);
        var anna = one.Participants.Single(participant => participant.Identity == "anna");
        Assert.True(anna is { IsPerson: true, WasConnected: true, Resumes: 0 });
        Assert.Equal(TrackSource.Camera, anna.Tracks.Single().Source);
        var bert = one.Participants.Single(participant => participant.Identity == "bert");
        Assert.True(anna.Bytes.Received > 0 && bert.Bytes.Sent > 0);
    }

    [Fact]
    public void Times_of_each_quality_add_up()
    {
        var times = new QualityTimes();
        times.Add(ConnectionQuality.Excellent, TimeSpan.FromSeconds(5));
        times.Add(ConnectionQuality.Good, TimeSpan.FromSeconds(5));
        times.Add(ConnectionQuality.Poor, TimeSpan.FromSeconds(5));
        times.Add(ConnectionQuality.Lost, TimeSpan.FromSeconds(5));
        var sample = times.ToSample();
        Assert.Equal((5.0, 5.0, 10.0, 20.0), (sample.Excellent.TotalSeconds, sample.Good.TotalSeconds, sample.Poor.TotalSeconds, sample.Measured.TotalSeconds));
    }
}
