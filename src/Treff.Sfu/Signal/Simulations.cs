using Treff.LiveKit.Protocol;
using Treff.Rtc.Congestion;
using Treff.Sfu.Rooms;
using Scenario = Treff.LiveKit.Protocol.SimulateScenario.ScenarioOneofCase;

namespace Treff.Sfu.Signal;

/// <summary>Troubles that a client asks for to see what it does then. They touch nobody but the client itself.</summary>
internal static class Simulations
{
    // Longer than anybody looks at a test.
    private const int MaxSpeakingSeconds = 60;

    public static void Run(Participant participant, SimulateScenario request)
    {
        var room = participant.Room;
        switch (request.ScenarioCase)
        {
            case Scenario.SpeakerUpdate:
                participant.PretendsToSpeakUntil = room.Host.Now + TimeSpan.FromSeconds(Math.Clamp(request.SpeakerUpdate, 0, MaxSpeakingSeconds));
                break;
            case Scenario.NodeFailure:
                // Nobody says goodbye: the client finds out when it tries to resume.
                participant.CloseSignal();
                room.Remove(participant, DisconnectReason.ServerShutdown);
                break;
            case Scenario.Migration:
                Resume.Ask(participant, DisconnectReason.Migration);
                break;
            case Scenario.ServerLeave:
                room.Remove(participant, DisconnectReason.ServerShutdown);
                break;
            case Scenario.LeaveRequestFullReconnect:
                room.Remove(participant, DisconnectReason.ServerShutdown, LeaveRequest.Types.Action.Reconnect);
                break;
            case Scenario.DisconnectSignalOnResume:
                participant.NextResume = ResumeFailure.AfterMessages;
                break;
            case Scenario.DisconnectSignalOnResumeNoMessages:
                participant.NextResume = ResumeFailure.WithoutMessages;
                break;
            case Scenario.SubscriberBandwidth:
                participant.Bandwidth.Simulate(room.Host.Now, Math.Clamp(request.SubscriberBandwidth, 0, BandwidthEstimate.UnlimitedBitsPerSecond));
                break;
            case Scenario.SwitchCandidateProtocol:
                // The client reconnects by itself and picks among all candidates.
                break;
            default:
                participant.IgnoredRequests++;
                break;
        }
    }
}
