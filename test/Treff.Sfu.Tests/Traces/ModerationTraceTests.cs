using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Tests.Traces;

/// <summary>
/// The recorded meeting in which the server API mutes, renames, takes rights away and gives them back, removes somebody and deletes the
/// room, done to our server at the same moments: everybody is told the same, topic by topic.
/// </summary>
public sealed class ModerationTraceTests
{
    private const string Room = "room";

    private static readonly string[] People = ["alice", "bob"];

    [Theory]
    [InlineData("moderation-single-pc")]
    [InlineData("moderation-dual-pc")]
    public void Everybody_is_told_of_tracks_rights_and_ends_as_recorded(string scenario)
    {
        using var replay = Replay(scenario, out var alice, out var bob);
        foreach (var actor in new[] { alice, bob })
        {
            var (theirs, ours) = (actor.Theirs, actor.Ours);
            Assert.Equal(theirs.Orders, ours.Orders);
            Assert.Equal(theirs.Metadata[^1], ours.Metadata[^1]);
            foreach (var person in People)
            {
                Assert.Equal(theirs.Tracks(person), ours.Tracks(person));
                Assert.Equal(theirs.Rights(person), ours.Rights(person));
                Assert.Equal(theirs.States(person), ours.States(person));
            }
        }

        // The recording with two connections ends before a track that may be received again is.
        Assert.Equal(bob.Theirs.Allowed.Distinct(), bob.Ours.Allowed.Distinct());
        Assert.True(alice.Client.IsClosed);
        Assert.True(bob.Client.IsClosed);
        Assert.Empty(replay.Rooms.Registry.Rooms);
    }

    [Fact]
    public void Sections_carry_what_they_carried_when_recorded()
    {
        using var replay = Replay("moderation-single-pc", out var alice, out var bob);
        Assert.Equal(bob.Theirs.Allowed, bob.Ours.Allowed);
        Assert.Equal(bob.Theirs.Bindings, bob.Ours.Bindings);
        Assert.Equal(alice.Theirs.Bindings, alice.Ours.Bindings);
    }

    [Fact]
    public void Name_metadata_and_attributes_set_by_the_server_reach_all_as_recorded()
    {
        using var replay = Replay("moderation-single-pc", out var alice, out var bob);
        foreach (var actor in new[] { alice, bob })
        {
            var (theirs, ours) = (Last(actor.Recorded), Last(actor.Client.Received));
            Assert.Equal((theirs.Name, theirs.Metadata), (ours.Name, ours.Metadata));
            Assert.Equal(theirs.Attributes, ours.Attributes);
            Assert.Equal((theirs.State, theirs.DisconnectReason), (ours.State, ours.DisconnectReason));
        }

        static ParticipantInfo Last(IEnumerable<SignalResponse> responses) =>
            responses.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants).Last(info => info.Identity == "bob");
    }

    private static TraceReplay Replay(string scenario, out TraceReplay.Actor alice, out TraceReplay.Actor bob)
    {
        var replay = new TraceReplay();
        var (first, second) = (replay.Add(scenario + ".alice"), replay.Add(scenario + ".bob"));
        (alice, bob) = (first, second);
        var service = replay.Rooms.Service;
        replay.Actions["server API: MutePublishedTrack"] = _ => Wait(service.MutePublishedTrackAsync(
            new MuteRoomTrackRequest { Room = Room, Identity = "alice", TrackSid = Microphone(first), Muted = true }, default));
        replay.Actions["server API: UpdateRoomMetadata"] = _ => Wait(service.UpdateRoomMetadataAsync(
            new UpdateRoomMetadataRequest { Room = Room, Metadata = "topic two" }, default));
        replay.Actions["server API: UpdateParticipant bob: name"] = _ => Wait(service.UpdateParticipantAsync(Renamed(first), default));
        replay.Actions["server API: UpdateParticipant alice"] = _ => Wait(service.UpdateParticipantAsync(Permitted(first, "alice"), default));
        replay.Actions["server API: UpdateParticipant bob: canSubscribe"] = _ => Wait(service.UpdateParticipantAsync(Permitted(first, "bob"), default));
        replay.Actions["server API: RemoveParticipant bob"] = _ => Wait(service.RemoveParticipantAsync(Room, "bob", default));
        replay.Actions["server API: DeleteRoom"] = _ => Wait(service.DeleteRoomAsync(Room, default));
        replay.Run();
        return replay;
    }

    private static string Microphone(TraceReplay.Actor actor) =>
        actor.Client.Participant.Publications.Tracks.Single(track => track.Info.Source == TrackSource.Microphone).Sid;

    private static UpdateParticipantRequest Permitted(TraceReplay.Actor actor, string identity) =>
        new() { Room = Room, Identity = identity, Permission = actor.Next(identity).Permission };

    /// <summary>LiveKit told name, metadata and attributes one after the other; the third info holds them all.</summary>
    private static UpdateParticipantRequest Renamed(TraceReplay.Actor actor)
    {
        var info = actor.Trace.Responses.Skip(actor.Recorded.Count).Where(response => response.Update is not null)
            .SelectMany(response => response.Update.Participants).Where(info => info.Identity == "bob").ElementAt(2);
        var request = new UpdateParticipantRequest { Room = Room, Identity = "bob", Name = info.Name, Metadata = info.Metadata };
        request.Attributes.Add(info.Attributes);
        return request;
    }

    /// <summary>Rooms in tests answer at once.</summary>
    private static void Wait(Task call)
    {
        Assert.True(call.IsCompleted);
        call.GetAwaiter().GetResult();
    }
}
