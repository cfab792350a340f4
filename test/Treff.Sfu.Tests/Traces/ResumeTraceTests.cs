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
        var self = actor.Client.Received[1].Update.Participants.Single(info => info.Identity == "alice");
        Assert.Equal(actor.Client.Participant.Sid, self.Sid);
        Assert.Equal(
            actor.Recorded[1].Update.Participants.Single(info => info.Identity == "alice").Tracks.Select(track => track.Source).Order(),
            self.Tracks.Select(track => track.Source).Order());
        var before = TestClient.Parse(actor.Earlier[0].Received.Last(response => response.Answer is not null).Answer);
        var after = TestClient.Parse(actor.OurAnswers.First());
        Assert.True(before.TryGetIceCredentials(before.Media[0], out var oldCredentials));
        Assert.True(after.TryGetIceCredentials(after.Media[0], out var newCredentials));
        Assert.NotEqual(oldCredentials, newCredentials);
        Assert.Equal(actor.TheirAnswers.First().Id, actor.OurAnswers.First().Id);
        Assert.Equal(TestClient.Parse(actor.TheirAnswers.First()).Media.Select(media => media.Mid), after.Media.Select(media => media.Mid));
    }

    private static bool IsState(Kind kind) => Opening.Contains(kind);
}
