using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>What a client asks for with track_setting, and what it is told of videos that begin.</summary>
public sealed class TrackSettingsTests
{
    [Theory]
    [InlineData(5, 0)]
    [InlineData(14, 1)]
    [InlineData(25, 2)]
    public void A_frame_rate_is_the_lowest_temporal_layer_that_has_it(uint framesPerSecond, int temporal)
    {
        // 28 frames per second come: 7, 14 and 28 up to each temporal layer.
        using var meeting = new SimulatedMeeting(1).Start();
        meeting.Run(2);
        Ask(meeting, new UpdateTrackSettings { Quality = VideoQuality.High, Fps = framesPerSecond });
        Assert.Equal(temporal, meeting.Publishers[0].VideoTo(meeting.Subscriber).Wanted.Temporal);
    }

    [Fact]
    public void A_frame_rate_that_was_asked_for_before_anything_came_is_found_later()
    {
        using var meeting = new SimulatedMeeting(1).Start();
        meeting.Publishers[0].Rates.AsSpan().Clear();
        meeting.Run(3);
        Ask(meeting, new UpdateTrackSettings { Quality = VideoQuality.High, Fps = 14 });
        Assert.Equal(int.MaxValue, meeting.Publishers[0].VideoTo(meeting.Subscriber).Wanted.Temporal);
        Array.Fill(meeting.Publishers[0].Rates, 500);
        meeting.Run(3);
        Assert.Equal(1, meeting.Publishers[0].VideoTo(meeting.Subscriber).Wanted.Temporal);
    }

    [Fact]
    public void An_adaptive_client_starts_with_the_lowest_layer_until_it_says_more()
    {
        using var meeting = new SimulatedMeeting(1, new ConnectionSettings { AutoSubscribe = true, AdaptiveStream = true }).Start();
        Assert.Equal(LayerTarget.Lowest, meeting.Publishers[0].VideoTo(meeting.Subscriber).Wanted);
        Ask(meeting, new UpdateTrackSettings { Width = 640, Height = 360 });
        Assert.Equal(1, meeting.Publishers[0].VideoTo(meeting.Subscriber).Wanted.Spatial);
        Ask(meeting, new UpdateTrackSettings { Disabled = true });
        var sent = meeting.Publishers[0].VideoTo(meeting.Subscriber).PacketsSent;
        meeting.Run(1);
        Assert.Equal(sent, meeting.Publishers[0].VideoTo(meeting.Subscriber).PacketsSent);
    }

    [Fact]
    public void A_client_with_two_connections_is_told_when_a_video_begins_and_begins_again()
    {
        using var rooms = new TestRooms();
        using var publisher = new SimulatedPublisher(rooms, "alice");
        var bob = new DualClient(rooms, "bob");
        bob.ConnectSubscriber();
        bob.Answer();
        Play();
        Assert.Equal(1, Told());
        publisher.Client.Send(new SignalRequest { Mute = new MuteTrackRequest { Sid = publisher.Video.Sid, Muted = true } });
        publisher.Client.Send(new SignalRequest { Mute = new MuteTrackRequest { Sid = publisher.Video.Sid, Muted = false } });
        Play();
        Assert.Equal(2, Told());

        void Play()
        {
            for (var i = 0; i < 30; i++)
            {
                publisher.Tick();
                rooms.Host.Advance(35);
            }
        }

        int Told() => bob.Signal.Received
            .Where(response => response.StreamStateUpdate is not null)
            .SelectMany(response => response.StreamStateUpdate.StreamStates)
            .Count(state => state.TrackSid == publisher.Video.Sid && state.State == StreamState.Active);
    }

    private static void Ask(SimulatedMeeting meeting, UpdateTrackSettings settings)
    {
        settings.TrackSids.Add(meeting.Publishers[0].Video.Sid);
        meeting.Subscriber.Send(new SignalRequest { TrackSetting = settings });
    }
}
