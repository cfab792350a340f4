using Treff.LiveKit.Protocol;
using Treff.Rtc.Sdp;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Tests.Traces;

/// <summary>Recorded clients against our rooms, our answers against LiveKit's.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("single-pc.alice")]
    [InlineData("many-tracks-single-pc.alice")]
    [InlineData("publish-in-parallel-single-pc.alice")]
    [InlineData("moderation-single-pc.alice")]
    [InlineData("duplicate-identity.alice")]
    [InlineData("limited-grants-single-pc.sender")]
    [InlineData("limited-grants-single-pc.viewer")]
    public void A_client_alone_gets_its_messages_in_the_recorded_order(string name)
    {
        using var replay = new TraceReplay();
        var actor = replay.Add(name);
        replay.Run();
        var responses = actor.Client.Received;
        Assert.Equal([Kind.Join, Kind.RefreshToken, Kind.Answer], responses.Take(3).Select(response => response.MessageCase));
        AssertJoin(actor.Trace.Responses.First().Join, responses[0].Join);
        Assert.Equal(actor.TheirAnswers.Select(answer => answer.Id), actor.OurAnswers.Select(answer => answer.Id));
    }

    [Theory]
    [InlineData("single-pc.alice")]
    [InlineData("publish-in-parallel-single-pc.alice")]
    public void Published_sections_are_answered_as_recorded(string name)
    {
        using var replay = new TraceReplay();
        var actor = replay.Add(name);
        replay.Run();
        foreach (var (theirs, ours) in actor.TheirAnswers.Zip(actor.OurAnswers))
            AssertSamePublications(TestClient.Parse(theirs), TestClient.Parse(ours));
    }

    [Fact]
    public void Tracks_are_announced_as_recorded()
    {
        using var replay = new TraceReplay();
        var actor = replay.Add("single-pc.alice");
        replay.Run();
        var theirs = actor.Recorded.Where(response => response.TrackPublished is not null).Select(response => response.TrackPublished).ToList();
        var ours = actor.Client.Received.Where(response => response.TrackPublished is not null).Select(response => response.TrackPublished).ToList();
        Assert.Equal(theirs.Count, ours.Count);
        foreach (var (their, our) in theirs.Zip(ours))
        {
            Assert.Equal(their.Track.Sid[..5], our.Track.Sid[..5]);
            our.Track.Sid = their.Track.Sid;
            // LiveKit fills the policy in for audio, where it means nothing.
            our.Track.BackupCodecPolicy = their.Track.BackupCodecPolicy;
            Assert.Equal(their, our);
        }
    }

    [Fact]
    public void Two_clients_get_each_others_tracks_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("single-pc.alice");
        var bob = replay.Add("single-pc.bob");
        replay.Run();
        AssertBindings(alice);
        AssertBindings(bob);
        Assert.Equal(["alice"], bob.Client.Received[0].Join.OtherParticipants.Select(info => info.Identity));
        Assert.Equal(2, bob.OurAnswers.First().MidToTrackId.Count);
        Assert.Equal(ParticipantInfo.Types.State.Disconnected, alice.Client.LastInfo("bob")!.State);
        Assert.Equal(DisconnectReason.ClientInitiated, alice.Client.LastInfo("bob")!.DisconnectReason);
        AssertVersionsGrow(alice);
        AssertVersionsGrow(bob);
        Assert.Equal(DisconnectReason.ClientInitiated, bob.Client.Received[^1].Leave.Reason);
    }

    [Fact]
    public void Muting_is_echoed_to_all_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("single-pc.alice");
        var bob = replay.Add("single-pc.bob");
        replay.Run();
        Assert.Equal(MuteHistory(alice.Recorded), MuteHistory(alice.Client.Received));
        Assert.Equal(MuteHistory(bob.Recorded), MuteHistory(bob.Client.Received));
    }

    [Fact]
    public void A_publisher_learns_once_per_track_that_somebody_receives_it_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("single-pc.alice");
        var bob = replay.Add("single-pc.bob");
        replay.Run();
        foreach (var actor in new[] { alice, bob })
        {
            var ours = Subscribed(actor.Client.Received);
            Assert.Equal(Subscribed(actor.Recorded).Count, ours.Count);
            Assert.Equal(ours.Distinct(), ours);
        }

        static List<string> Subscribed(IEnumerable<SignalResponse> responses) =>
            [.. responses.Where(response => response.TrackSubscribed is not null).Select(response => response.TrackSubscribed.TrackSid)];
    }

    [Fact]
    public void A_viewer_is_let_in_without_fast_publish_and_may_not_publish()
    {
        using var replay = new TraceReplay();
        var viewer = replay.Add("limited-grants-single-pc.viewer");
        replay.Run();
        Assert.False(viewer.Client.Received[0].Join.FastPublish);
        Assert.False(viewer.Client.Received[0].Join.Participant.Permission.CanPublish);
    }

    [Fact]
    public void The_older_of_two_with_one_identity_is_sent_out_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("duplicate-identity.alice");
        var first = replay.Add("duplicate-identity.bob");
        replay.Add("duplicate-identity.bob-second");
        replay.Run(stop: 3300);
        var leave = first.Client.Received[^1].Leave;
        Assert.Equal(first.Trace.Responses.Last(response => response.Leave is not null).Leave.Reason, leave.Reason);
        Assert.True(first.Client.IsClosed);
        Assert.DoesNotContain(
            alice.Client.Received.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants),
            info => info.State == ParticipantInfo.Types.State.Disconnected);
    }

    [Fact]
    public void Others_hear_of_two_with_one_identity_as_recorded()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("duplicate-identity.alice");
        replay.Add("duplicate-identity.bob");
        var second = replay.Add("duplicate-identity.bob-second");
        replay.Run(stop: 6_400);
        var (theirs, ours) = (Of(alice.Recorded), Of(alice.Client.Received));
        // Arrivals are told at once here, and with the next change there.
        Assert.Equal(theirs, ours[^theirs.Count..]);
        Assert.Equal(second.Client.Participant.Sid, alice.Client.LastInfo("bob")!.Sid);

        static List<string> Of(IEnumerable<SignalResponse> responses)
        {
            var infos = responses.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants);
            return [.. infos.Where(info => info.Identity == "bob")
                .Select(info => $"{info.State} {string.Join(' ', info.Tracks.Select(track => track.Source))}")
                .Aggregate(new List<string>(), (list, state) => list.Count > 0 && list[^1] == state ? list : [.. list, state])];
        }
    }

    private static void AssertJoin(JoinResponse theirs, JoinResponse ours)
    {
        Assert.Equal(theirs.SubscriberPrimary, ours.SubscriberPrimary);
        Assert.Equal(theirs.FastPublish, ours.FastPublish);
        Assert.Equal((theirs.PingInterval, theirs.PingTimeout), (ours.PingInterval, ours.PingTimeout));
        Assert.Equal(theirs.ServerInfo.Protocol, ours.ServerInfo.Protocol);
        Assert.Equal(theirs.Participant.State, ours.Participant.State);
        Assert.Equal(theirs.Participant.Version, ours.Participant.Version);
        Assert.Equal(theirs.Participant.Identity, ours.Participant.Identity);
        Assert.Equal(theirs.Participant.Name, ours.Participant.Name);
        Assert.Equal(theirs.Participant.Permission, ours.Participant.Permission);
        Assert.Equal(theirs.Participant.ClientProtocol, ours.Participant.ClientProtocol);
        Assert.Equal(theirs.Room.EmptyTimeout, ours.Room.EmptyTimeout);
    }

    /// <summary>Sections that the client sends on or sent on; what it receives needs the other client.</summary>
    private static void AssertSamePublications(Treff.Rtc.Sdp.SessionDescription theirs, Treff.Rtc.Sdp.SessionDescription ours)
    {
        Assert.True(ours.IsIceLite);
        Assert.Equal(theirs.BundledMids, ours.BundledMids);
        Assert.Equal(theirs.Media.Select(media => media.Mid), ours.Media.Select(media => media.Mid));
        foreach (var (their, our) in theirs.Media.Zip(ours.Media))
        {
            Assert.Equal(SdpSetup.Passive, our.Setup);
            Assert.False(our.IsRejected);
            // livekit-client publishes behind its six receiving sections and the one for data.
            if (int.Parse(their.Mid!, System.Globalization.CultureInfo.InvariantCulture) < 7)
                continue;
            Assert.Equal(their.Direction, our.Direction);
            Assert.Equal(their.Rids, our.Rids);
            Assert.Equal(their.Simulcast?.Receive, our.Simulcast?.Receive);
            Assert.True(our.RtcpMux);
        }

        Assert.NotEmpty(ours.Media[0].Candidates);
        Assert.True(ours.Media[0].EndOfCandidates);
    }

    /// <summary>The same sections carry tracks in the same answers, and the map names just these.</summary>
    private static void AssertBindings(TraceReplay.Actor actor)
    {
        var ours = actor.OurAnswers.ToList();
        foreach (var answer in ours)
        {
            var sdp = TestClient.Parse(answer);
            var bound = sdp.Media.Where(media => media.Msid is not null).ToList();
            Assert.Equal(bound.Select(media => media.Mid), answer.MidToTrackId.Keys.Order());
            foreach (var media in bound)
            {
                Assert.Equal(answer.MidToTrackId[media.Mid!], media.Msid!.Track);
                Assert.Matches("^PA_[^|]+[|]TR_", media.Msid.Stream);
                Assert.Equal(media.Type == "video" ? 2 : 1, media.Ssrcs.Count);
            }
        }

        Assert.Equal(Mids(actor.TheirAnswers.Last()), Mids(ours[^1]));
        Assert.Equal(actor.TheirAnswers.Max(answer => answer.MidToTrackId.Count), ours.Max(answer => answer.MidToTrackId.Count));
    }

    private static string[] Mids(SignalDescription answer) => [.. answer.MidToTrackId.Keys.Order()];

    private static void AssertVersionsGrow(TraceReplay.Actor actor)
    {
        var infos = actor.Client.Received.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants);
        foreach (var group in infos.GroupBy(info => info.Sid))
        {
            var versions = group.Select(info => info.Version).ToArray();
            Assert.Equal(versions.Order(), versions);
        }
    }

    /// <summary>Whose microphone or camera was muted, change by change.</summary>
    private static List<string> MuteHistory(IEnumerable<SignalResponse> responses)
    {
        var history = new List<string>();
        var last = new Dictionary<string, string>();
        foreach (var info in responses.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants))
        {
            var muted = $"{info.Identity}: {string.Join(' ', info.Tracks.Where(track => track.Muted).Select(track => track.Source).Order())}";
            if (muted.EndsWith(": ", StringComparison.Ordinal) && !last.ContainsKey(info.Identity))
                continue;
            if (last.GetValueOrDefault(info.Identity) != muted)
                history.Add(muted);
            last[info.Identity] = muted;
        }

        return history;
    }
}
