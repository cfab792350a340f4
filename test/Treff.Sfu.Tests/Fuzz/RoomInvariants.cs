using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>What holds for every room between two messages, whatever its clients say.</summary>
internal static class RoomInvariants
{
    public static void Check(RoomRegistry rooms)
    {
        foreach (var room in rooms.Rooms)
        {
            Assert.False(room.IsClosed);
            Assert.Equal(room.Participants.Count, room.Participants.Select(participant => participant.Identity).Distinct().Count());
            foreach (var participant in room.Participants)
                Check(room, participant);
        }
    }

    private static void Check(Room room, Participant participant)
    {
        Assert.Same(room, participant.Room);
        Assert.False(participant.IsGone);
        Assert.InRange(participant.Publications.Tracks.Count, 0, room.Options.MaxTracksPerParticipant);
        Assert.Equal(participant.Publications.Tracks.Count, participant.Publications.Tracks.Select(track => track.Sid).Distinct().Count());
        foreach (var track in participant.Publications.Tracks)
        {
            Assert.Same(track, track.Section.Track);
            Assert.All(track.Subscriptions, subscription => Assert.Contains(subscription, subscription.Subscriber.Subscriptions.All));
        }

        foreach (var subscription in participant.Subscriptions.All)
        {
            Assert.Contains(subscription.Track.Publisher, room.Participants);
            Assert.Contains(subscription.Track, subscription.Track.Publisher.Publications.Tracks);
            Assert.NotSame(participant, subscription.Track.Publisher);
        }

        CheckDataTracks(room, participant);
        Assert.Equal(participant.Subscriptions.All.Count, participant.Subscriptions.All.Select(subscription => subscription.Track).Distinct().Count());
    }

    private static void CheckDataTracks(Room room, Participant participant)
    {
        Assert.InRange(participant.DataTracks.Tracks.Count, 0, room.Options.MaxTracksPerParticipant);
        foreach (var track in participant.DataTracks.Tracks)
            Assert.All(track.Subscriptions, subscription => Assert.Contains(subscription, subscription.Subscriber.DataTrackSubscriptions.All));
        var all = participant.DataTrackSubscriptions.All;
        Assert.Equal(all.Count, all.Select(subscription => subscription.Handle).Distinct().Count());
        Assert.Equal(all.Count, all.Select(subscription => subscription.Track).Distinct().Count());
        foreach (var subscription in all)
        {
            Assert.NotEqual(0, subscription.Handle);
            Assert.NotSame(participant, subscription.Track.Publisher);
            Assert.Contains(subscription.Track.Publisher, room.Participants);
            Assert.Contains(subscription.Track, subscription.Track.Publisher.DataTracks.Tracks);
        }
    }
}
