using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>
/// What a subscriber of simulcast cameras (150, 500 and 1700 kbit/s, three temporal layers) is sent over networks of some speeds, through a
/// real room in virtual time.
/// </summary>
public sealed class BandwidthDivisionTests
{
    [Theory]
    [InlineData(95, 0, 0)]
    [InlineData(300, 0, 2)]
    [InlineData(900, 1, 2)]
    [InlineData(3000, 2, 2)]
    public void One_video_is_sent_in_the_best_layers_that_fit(int kilobits, int spatial, int temporal)
    {
        using var meeting = new SimulatedMeeting(1) { Estimate = kilobits }.Start();
        meeting.Run(3);
        var granted = meeting.Granted[0];
        Assert.Equal((spatial, temporal), (granted.Spatial, Math.Min(granted.Temporal, 2)));
    }

    [Theory]
    [InlineData(6, 1000, 0)]
    [InlineData(6, 3000, 1)]
    [InlineData(6, 15000, 2)]
    [InlineData(25, 3000, 0)]
    public void Equal_videos_get_equal_sizes(int publishers, int kilobits, int spatial)
    {
        using var meeting = new SimulatedMeeting(publishers) { Estimate = kilobits }.Start();
        meeting.Run(3);
        Assert.All(meeting.Granted, granted => Assert.Equal(spatial, granted.Spatial));
        Assert.Empty(meeting.ToldStates);
        Assert.True(meeting.GrantedRate < kilobits * 1000L);
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(6, 1000)]
    [InlineData(25, 3000)]
    public void A_network_that_swings_a_little_takes_no_picture_away(int publishers, int kilobits)
    {
        using var meeting = new SimulatedMeeting(publishers) { Estimate = kilobits, Noise = 0.04 }.Start();
        meeting.Run(5);
        var (changes, losses) = (meeting.Changes, meeting.Losses);
        meeting.Run(12);
        Assert.Equal(losses, meeting.Losses);
        // The highest of many estimates may still allow another step.
        Assert.InRange(meeting.Changes - changes, 0, 3);
    }

    [Fact]
    public void Videos_that_do_not_fit_are_paused_and_come_back_and_the_client_is_told()
    {
        // 25 people who all speak take 525 kbit/s, a picture at its slowest 37.
        using var meeting = new SimulatedMeeting(25) { Estimate = 800 }.Start();
        meeting.Run(2);
        var paused = meeting.PausedCount;
        Assert.InRange(paused, 15, 22);
        Assert.Equal(
            paused,
            meeting.ToldStates.Count(state => state == StreamState.Paused) - meeting.ToldStates.Count(state => state == StreamState.Active));
        Assert.All(meeting.Videos.Where(video => video.Granted.IsPaused), AssertStands);
        meeting.Estimate = 4000;
        meeting.Run(5);
        Assert.Equal(0, meeting.PausedCount);
        Assert.Equal(meeting.ToldStates.Count(state => state == StreamState.Paused), meeting.ToldStates.Count(state => state == StreamState.Active));

        void AssertStands(Subscription video)
        {
            var sent = video.PacketsSent;
            meeting.Publishers[0].Tick();
            Assert.Equal(sent, video.PacketsSent);
        }
    }

    [Fact]
    public void Sound_is_never_held_back()
    {
        using var meeting = new SimulatedMeeting(6) { Estimate = 80 }.Start();
        var sent = meeting.Publishers.Select(publisher => publisher.AudioPacketsSent).ToArray();
        var received = meeting.Publishers.Select(publisher => publisher.AudioTo(meeting.Subscriber).PacketsSent).ToArray();
        meeting.Run(3);
        Assert.Equal(6, meeting.PausedCount);
        for (var i = 0; i < sent.Length; i++)
        {
            var publisher = meeting.Publishers[i];
            Assert.Equal(publisher.AudioPacketsSent - sent[i], publisher.AudioTo(meeting.Subscriber).PacketsSent - received[i]);
        }
    }

    [Fact]
    public void Too_much_is_taken_away_before_the_next_packet()
    {
        using var meeting = new SimulatedMeeting(6) { Estimate = 15_000 }.Start();
        meeting.Run(3);
        Assert.True(meeting.GrantedRate > 9_000_000);
        meeting.Feed(1000, isCongested: true);
        Assert.True(meeting.GrantedRate < 1_000_000, $"{meeting.GrantedRate} bit/s");
    }

    [Fact]
    public void What_was_taken_away_comes_back_after_a_while_and_not_at_once()
    {
        using var meeting = new SimulatedMeeting(1) { Estimate = 3000 }.Start();
        meeting.Run(3);
        meeting.Estimate = 200;
        meeting.Run(1);
        Assert.Equal(0, meeting.Granted[0].Spatial);
        meeting.Estimate = 3000;
        meeting.Run(0.7);
        Assert.Equal(0, meeting.Granted[0].Spatial);
        meeting.Run(2.5);
        Assert.Equal(2, meeting.Granted[0].Spatial);
    }

    [Fact]
    public void Without_an_estimate_nothing_is_held_back()
    {
        using var meeting = new SimulatedMeeting(6).Start();
        meeting.Run(2);
        Assert.All(meeting.Granted, granted => Assert.Equal(LayerTarget.Unbounded, granted));
        Assert.Equal(0, meeting.Subscriber.Participant.SubscriberLink.Peer.BandwidthDemand.NextStepBitsPerSecond);
    }

    [Fact]
    public void Who_does_not_want_pauses_gets_the_lowest_layers_instead()
    {
        using var meeting = new SimulatedMeeting(6, new ConnectionSettings { AutoSubscribe = true, SubscriberAllowPause = false }) { Estimate = 150 }.Start();
        meeting.Run(3);
        Assert.All(meeting.Granted, granted => Assert.Equal(new LayerTarget(0, 0), granted));
        Assert.Empty(meeting.ToldStates);
    }

    [Fact]
    public void A_shared_screen_comes_before_cameras()
    {
        using var meeting = new SimulatedMeeting(3) { Estimate = 2500 };
        meeting.Publishers.Add(new SimulatedPublisher(meeting.Rooms, "presenter", TrackSource.ScreenShare));
        meeting.Start();
        meeting.Run(3);
        Assert.Equal(2, meeting.Granted[3].Spatial);
        Assert.All(meeting.Granted.Take(3), granted => Assert.Equal(0, granted.Spatial));
    }

    [Fact]
    public void The_speaker_comes_before_the_others()
    {
        using var meeting = new SimulatedMeeting(4) { Estimate = 2500 }.Start();
        meeting.Publishers[2].Client.Send(new SignalRequest { Simulate = new SimulateScenario { SpeakerUpdate = 10 } });
        meeting.Run(6);
        Assert.Equal(2, meeting.Granted[2].Spatial);
        Assert.All(meeting.Granted.Where((_, i) => i != 2), granted => Assert.True(granted.Spatial < 2));
    }

    [Fact]
    public void A_large_tile_gets_more_than_small_ones_and_priority_counts()
    {
        using var meeting = new SimulatedMeeting(4) { Estimate = 2500 }.Start();
        for (var i = 0; i < 4; i++)
            Show(meeting, i, new UpdateTrackSettings { Width = 640, Height = 360, Priority = i == 1 ? 255u : 0 });
        Show(meeting, 3, new UpdateTrackSettings { Width = 160, Height = 90 });
        meeting.Run(3);
        Assert.Equal(0, meeting.Videos.ElementAt(3).Target.Spatial);
        Assert.True(meeting.GrantedRateOf(1) >= meeting.GrantedRateOf(0));
        meeting.Estimate = 700;
        meeting.Run(6);
        Assert.True(meeting.GrantedRateOf(1) > meeting.GrantedRateOf(0));
        Assert.True(meeting.GrantedRateOf(0) >= meeting.GrantedRateOf(3));
    }

    [Fact]
    public void The_peer_is_told_what_more_bandwidth_would_be_used_for()
    {
        using var meeting = new SimulatedMeeting(1) { Estimate = 900 }.Start();
        meeting.Run(3);
        var demand = meeting.Subscriber.Participant.SubscriberLink.Peer.BandwidthDemand;
        Assert.InRange(demand.NextStepBitsPerSecond, 900_000, 1_200_000);
        Assert.InRange(demand.DesiredBitsPerSecond, 1_900_000, 2_300_000);
        meeting.Estimate = 5000;
        meeting.Run(4);
        Assert.Equal(0, meeting.Subscriber.Participant.SubscriberLink.Peer.BandwidthDemand.NextStepBitsPerSecond);
    }

    [Fact]
    public void A_client_can_try_out_a_slow_network()
    {
        using var meeting = new SimulatedMeeting(2).Start();
        meeting.Subscriber.Send(new SignalRequest { Simulate = new SimulateScenario { SubscriberBandwidth = 400_000 } });
        meeting.Run(1);
        Assert.All(meeting.Granted, granted => Assert.Equal(0, granted.Spatial));
        meeting.Subscriber.Send(new SignalRequest { Simulate = new SimulateScenario { SubscriberBandwidth = 0 } });
        Assert.All(meeting.Granted, granted => Assert.Equal(LayerTarget.Unbounded, granted));
    }

    [Fact]
    public void Lowered_and_paused_pictures_show_in_the_connection_quality()
    {
        using var meeting = new SimulatedMeeting(1) { Estimate = 5000 }.Start();
        meeting.Run(6);
        Assert.Equal(ConnectionQuality.Excellent, Quality(meeting));
        meeting.Estimate = 800;
        meeting.Run(6);
        Assert.Equal(ConnectionQuality.Good, Quality(meeting));
        meeting.Estimate = 50;
        meeting.Run(6);
        Assert.Equal(ConnectionQuality.Poor, Quality(meeting));
    }

    private static ConnectionQuality Quality(SimulatedMeeting meeting) => meeting.Subscriber.Received
        .Where(response => response.ConnectionQuality is not null)
        .SelectMany(response => response.ConnectionQuality.Updates)
        .Last(update => update.ParticipantSid == meeting.Subscriber.Participant.Sid).Quality;

    private static void Show(SimulatedMeeting meeting, int publisher, UpdateTrackSettings settings)
    {
        settings.TrackSids.Add(meeting.Publishers[publisher].Video.Sid);
        meeting.Subscriber.Send(new SignalRequest { TrackSetting = settings });
    }
}
