using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;
using Action = Treff.LiveKit.Protocol.LeaveRequest.Types.Action;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Signal;

/// <summary>Each trouble that a client can ask for.</summary>
public sealed class SimulationTests : IDisposable
{
    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public SimulationTests()
    {
        _alice = _rooms.Join("alice");
        _alice.ConnectStandard();
        _bob = _rooms.Join("bob");
        _bob.Connect();
        _alice.Take();
        _bob.Take();
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_pretended_speaker_is_told_and_falls_silent_again()
    {
        Simulate(new SimulateScenario { SpeakerUpdate = 3 });
        _rooms.Host.Advance(500);
        Assert.Equal((0.9f, true), LastLevel());
        _rooms.Host.Advance(3500);
        Assert.Equal((0f, false), LastLevel());
    }

    [Fact]
    public void A_failed_node_says_nothing_and_knows_nobody()
    {
        Simulate(new SimulateScenario { NodeFailure = true });
        Assert.Empty(_alice.Received);
        Assert.True(_alice.IsClosed);
        Assert.Equal(Action.Reconnect, _rooms.Resume(_alice).Received[0].Leave.Action);
    }

    [Fact]
    public void A_migration_is_a_resume()
    {
        Simulate(new SimulateScenario { Migration = true });
        Assert.Equal((DisconnectReason.Migration, Action.Resume), (_alice.Received[^1].Leave.Reason, _alice.Received[^1].Leave.Action));
        Assert.True(_alice.IsClosed);
        Assert.Equal(Kind.Reconnect, _rooms.Resume(_alice).Kinds()[0]);
        Assert.Empty(_bob.Received);
    }

    [Fact]
    public void A_server_that_leaves_ends_the_session()
    {
        Simulate(new SimulateScenario { ServerLeave = true });
        var leave = Assert.Single(_alice.Received).Leave;
        Assert.Equal((DisconnectReason.ServerShutdown, Action.Disconnect, false), (leave.Reason, leave.Action, leave.CanReconnect));
    }

    [Fact]
    public void A_full_reconnect_is_asked_for()
    {
        Simulate(new SimulateScenario { LeaveRequestFullReconnect = true });
        Assert.Equal(Action.Reconnect, Assert.Single(_alice.Received).Leave.Action);
        Assert.True(_alice.IsClosed);
    }

    [Fact]
    public void The_signal_breaks_once_in_the_middle_of_a_resume()
    {
        Simulate(new SimulateScenario { DisconnectSignalOnResume = true });
        _bob.Send(new SignalRequest { Leave = new LeaveRequest() });
        _alice.Session.OnSocketClosed();
        var first = _rooms.Resume(_alice);
        Assert.Equal([Kind.Reconnect, Kind.Update, Kind.RoomUpdate], first.Kinds());
        Assert.True(first.IsClosed);
        first.Session.OnSocketClosed();
        Assert.Equal([Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken], _rooms.Resume(_alice).Kinds());
    }

    [Fact]
    public void The_signal_breaks_once_before_any_message_of_a_resume()
    {
        Simulate(new SimulateScenario { DisconnectSignalOnResumeNoMessages = true });
        var first = _rooms.Resume(_alice);
        Assert.Empty(first.Received);
        Assert.True(first.IsClosed);
        Assert.Equal(Kind.Reconnect, _rooms.Resume(_alice).Kinds()[0]);
    }

    [Fact]
    public void Other_paths_and_bandwidths_are_left_to_the_client()
    {
        Simulate(new SimulateScenario { SwitchCandidateProtocol = CandidateProtocol.Tcp });
        Simulate(new SimulateScenario { SubscriberBandwidth = 100_000 });
        Assert.Empty(_alice.Received);
        Assert.Equal(0, _alice.Participant.IgnoredRequests);
    }

    private void Simulate(SimulateScenario scenario) => _alice.Send(new SignalRequest { Simulate = scenario });

    private (float Level, bool Active) LastLevel()
    {
        var speaker = _alice.Received.Last(response => response.SpeakersChanged is not null).SpeakersChanged.Speakers.Single();
        Assert.Equal(_alice.Participant.Sid, speaker.Sid);
        return (speaker.Level, speaker.Active);
    }
}
