using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Traces;

/// <summary>Recorded clients that lose their socket, against our rooms.</summary>
public sealed class ResumeTraceTests
{
    private static readonly Kind[] Opening = [Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken];

    [Fact]
    public void A_resume_goes_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("resume-single-pc.alice");
        replay.Add("resume-single-pc.bob");
        replay.Run(stop: 16_000);
        AssertSameResume(alice);
        Assert.Single(alice.Earlier);
    }

    /// <summary>Two connections: we offer the second one anew, and the client the first.</summary>
    [Fact]
    public void A_resume_with_two_connections_goes_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("resume-dual-pc.alice");
        replay.Add("resume-dual-pc.bob");
        replay.Run(stop: 16_000);
        Kind[] opening = [.. Opening, Kind.Offer];
        Assert.Equal(opening.Order(), alice.Recorded.Select(response => response.MessageCase).Where(opening.Contains).Take(5).Order());
        Assert.Equal(opening.Order(), alice.Client.Kinds().Take(5).Order());
        Assert.Equal(alice.Recorded[0].Reconnect.ServerInfo.Protocol, alice.Client.Received[0].Reconnect.ServerInfo.Protocol);
        AssertSamePeople(alice);
        Assert.Equal(2, alice.Client.Received.First(response => response.Update is not null).Update.Participants.Count);
        var (theirs, ours) = (alice.TheirOffers.First(), alice.OurOffers.First());
        Assert.Equal(Shape(theirs), Shape(ours));
        Assert.Equal(theirs.MidToTrackId.Count, ours.MidToTrackId.Count);
        var before = alice.Earlier[0].Received.Last(response => response.Offer is not null).Offer;
        Assert.NotEqual(Ufrag(before), Ufrag(ours));
        Assert.Equal(alice.TheirAnswers.First().Id, alice.OurAnswers.First().Id);
        Assert.Equal(Shape(alice.TheirAnswers.First()), Shape(alice.OurAnswers.First()));
        Assert.NotEqual(Ufrag(alice.Earlier[0].Received.Last(response => response.Answer is not null).Answer), Ufrag(alice.OurAnswers.First()));
        Assert.False(alice.Client.IsClosed);
    }

    /// <summary>Joining anew: another participant under the same identity, whose tracks have other sids and who is never told to have left.</summary>
    [Theory]
    [InlineData("full-reconnect-single-pc.alice")]
    [InlineData("full-reconnect-dual-pc.alice")]
    public void A_full_reconnect_goes_as_recorded(string name)
    {
        using var replay = new TraceReplay();
        var watcher = replay.Rooms.Join("watcher");
        watcher.Connect();
        var alice = replay.Add(name);
        replay.Run();
        var (theirs, ours) = (Joins(alice.Recorded), Joins(alice.Rejoined.SelectMany(client => client.Received)));
        Assert.Equal(2, theirs.Count);
        Assert.Equal(theirs.Count, ours.Count);
        foreach (var (their, our) in theirs.Zip(ours))
        {
            Assert.Equal((their.SubscriberPrimary, their.FastPublish), (our.SubscriberPrimary, our.FastPublish));
            Assert.Equal((their.Participant.State, their.Participant.Version), (our.Participant.State, our.Participant.Version));
        }

        Assert.Equal(theirs[0].Participant.Sid == theirs[1].Participant.Sid, ours[0].Participant.Sid == ours[1].Participant.Sid);
        var infos = watcher.Received.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants).ToList();
        var last = infos.FindLast(info => info.Sid == ours[1].Participant.Sid && info.Tracks.Count > 0)!;
        Assert.Equal([TrackSource.Camera, TrackSource.Microphone], last.Tracks.Select(track => track.Source).Order());
        var firstTracks = infos.Where(info => info.Sid == ours[0].Participant.Sid).SelectMany(info => info.Tracks).Select(track => track.Sid);
        Assert.Empty(last.Tracks.Select(track => track.Sid).Intersect(firstTracks));
        // Nobody hears that the old one left once the new one is there.
        var back = infos.FindIndex(info => info.Sid == ours[1].Participant.Sid);
        Assert.DoesNotContain(infos.Skip(back), info => info.Sid == ours[0].Participant.Sid);
    }

    [Fact]
    public void A_resume_whose_socket_breaks_again_goes_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("resume-signal-dropped-single-pc.alice");
        replay.Run(stop: 17_000);
        Assert.Equal(2, alice.Earlier.Count);
        Assert.Equal(Opening[..3], alice.Earlier[1].Kinds());
        Assert.True(alice.Earlier[1].IsClosed);
        AssertSameResume(alice);
    }

    [Fact]
    public void A_resume_after_being_removed_goes_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("resume-refused-single-pc.alice");
        replay.Run(stop: 2_410);
        var sid = alice.Client.Participant.Sid;
        alice.Client.Participant.Room.Remove(alice.Client.Participant, DisconnectReason.ParticipantRemoved);
        var again = replay.Rooms.Resume(alice.Client);
        var recorded = alice.Trace.Responses.First(response => response.Leave is not null).Leave;
        Assert.Equal((recorded.Reason, recorded.Action), (again.Received[0].Leave.Reason, again.Received[0].Leave.Action));
        Assert.True(again.IsClosed);
        Assert.NotEqual(sid, replay.Rooms.Join("alice").Participant.Sid);
    }

    [Fact]
    public void A_server_that_leaves_does_so_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("server-leave-single-pc.alice");
        replay.Run(stop: 9_000);
        var theirs = alice.Recorded.Last(response => response.Leave is not null).Leave;
        Assert.Equal(theirs, alice.Client.Received[^1].Leave);
        Assert.True(alice.Client.IsClosed);
    }

    /// <summary>Same opening, same people, same answer to the restart: other credentials, the same tracks on the same sections.</summary>
    private static void AssertSameResume(TraceReplay.Actor actor)
    {
        Assert.Equal(Opening, actor.Recorded.Select(response => response.MessageCase).Where(IsState).Take(4));
        Assert.Equal(Opening, actor.Client.Kinds().Take(4));
        var theirs = actor.Recorded[0].Reconnect;
        var ours = actor.Client.Received[0].Reconnect;
        Assert.Equal(theirs.ServerInfo.Protocol, ours.ServerInfo.Protocol);
        Assert.Equal(theirs.ClientConfiguration, ours.ClientConfiguration);
        AssertSamePeople(actor);
        var before = TestClient.Parse(actor.Earlier[0].Received.Last(response => response.Answer is not null).Answer);
        var after = TestClient.Parse(actor.OurAnswers.First());
        Assert.True(before.TryGetIceCredentials(before.Media[0], out var oldCredentials));
        Assert.True(after.TryGetIceCredentials(after.Media[0], out var newCredentials));
        Assert.NotEqual(oldCredentials, newCredentials);
        Assert.Equal(actor.TheirAnswers.First().Id, actor.OurAnswers.First().Id);
        Assert.Equal(TestClient.Parse(actor.TheirAnswers.First()).Media.Select(media => media.Mid), after.Media.Select(media => media.Mid));
    }

    private static void AssertSamePeople(TraceReplay.Actor actor)
    {
        var theirs = actor.Recorded.First(response => response.Update is not null).Update.Participants;
        var ours = actor.Client.Received.First(response => response.Update is not null).Update.Participants;
        Assert.Equal(actor.Client.Participant.Sid, ours.Single(info => info.Identity == "alice").Sid);
        // Not everybody who was there was recorded.
        var identities = ours.Select(info => info.Identity).ToHashSet();
        Assert.Equal(theirs.Where(info => identities.Contains(info.Identity)).Select(Person).Order(), ours.Select(Person).Order());
    }

    private static string Person(ParticipantInfo info) =>
        $"{info.Identity} {info.State}: {string.Join(' ', info.Tracks.Select(track => track.Source).Order())}";

    private static string Shape(SessionDescription description) =>
        string.Join(' ', TestClient.Parse(description).Media.Select(media => $"{media.Mid}{media.Type[0]}:{media.Direction}"));

    private static string? Ufrag(SessionDescription description) => TestClient.Parse(description).Media[0].IceUfrag;

    private static List<JoinResponse> Joins(IEnumerable<SignalResponse> responses) =>
        [.. responses.Where(response => response.Join is not null).Select(response => response.Join)];

    private static bool IsState(Kind kind) => Opening.Contains(kind);
}
