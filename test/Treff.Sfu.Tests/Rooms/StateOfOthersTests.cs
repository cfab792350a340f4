using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>Who begins to receive from somebody is told at once what no change would tell: that they speak, and how good their connection is.</summary>
public sealed class StateOfOthersTests : IDisposable
{
    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;

    public StateOfOthersTests()
    {
        _alice = _rooms.Join("alice");
        _alice.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        _alice.Offer(TestOffer.Standard().Send("audio", "mic").ToString());
        _alice.Connect();
        _alice.Send(new SignalRequest { Simulate = new SimulateScenario { SpeakerUpdate = 60 } });
        // Levels are measured every 400 ms, connections every 5 s.
        _rooms.Host.Advance(6000);
    }

    private string Microphone => _alice.Participant.Publications.Tracks[0].Sid;

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_newcomer_is_told_when_its_media_is_up()
    {
        var bob = _rooms.Join("bob");
        bob.Offer(TestOffer.Standard().ToString());
        Assert.Empty(Speakers(bob));
        bob.Connect();
        Assert.Equal((0.9f, true), Assert.Single(Speakers(bob)));
        Assert.Equal(ConnectionQuality.Excellent, Assert.Single(Qualities(bob)));
    }

    [Fact]
    public void Who_subscribes_later_is_told_then_and_silence_after_unsubscribing()
    {
        var bob = _rooms.Join("bob", join: new JoinRequest { ConnectionSettings = new ConnectionSettings() });
        bob.Offer(TestOffer.Standard().ToString());
        bob.Connect();
        Assert.Empty(Speakers(bob));
        Subscribe(bob, true);
        Assert.Equal((0.9f, true), Assert.Single(Speakers(bob)));
        Assert.Single(Qualities(bob));
        Subscribe(bob, false);
        Assert.Equal((0f, false), Speakers(bob)[^1]);
    }

    [Fact]
    public void Nothing_is_told_of_who_is_silent()
    {
        _alice.Send(new SignalRequest { Simulate = new SimulateScenario { SpeakerUpdate = 0 } });
        _rooms.Host.Advance(500);
        var bob = _rooms.Join("bob");
        bob.Connect();
        Assert.Empty(Speakers(bob));
    }

    private void Subscribe(TestClient client, bool subscribe) =>
        client.Send(new SignalRequest { Subscription = new UpdateSubscription { TrackSids = { Microphone }, Subscribe = subscribe } });

    private (float Level, bool IsActive)[] Speakers(TestClient client) =>
    [
        .. client.Received.Where(response => response.SpeakersChanged is not null)
            .SelectMany(response => response.SpeakersChanged.Speakers)
            .Where(info => info.Sid == _alice.Participant.Sid)
            .Select(info => (info.Level, info.Active)),
    ];

    private ConnectionQuality[] Qualities(TestClient client) =>
    [
        .. client.Received.Where(response => response.ConnectionQuality is not null)
            .SelectMany(response => response.ConnectionQuality.Updates)
            .Where(info => info.ParticipantSid == _alice.Participant.Sid)
            .Select(info => info.Quality),
    ];
}
