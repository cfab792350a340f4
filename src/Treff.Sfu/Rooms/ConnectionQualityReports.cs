using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Metrics;

namespace Treff.Sfu.Rooms;

/// <summary>
/// How good connections are, from the loss of the worst stream in each direction and from pictures that the network is too slow for. Silence is not loss: muted tracks and pauses of speech
/// count for nothing, and nobody is ever reported lost here (clients would reconnect); a lost connection ends by ICE.
/// </summary>
internal sealed class ConnectionQualityReports
{
    // LiveKit's scale: mean opinion scores.
    private const float ExcellentScore = 4.5f;
    private const float GoodScore = 3.5f;
    private const float PoorScore = 2;
    private const double GoodLoss = 0.03;
    private const double PoorLoss = 0.1;

    private readonly Dictionary<Participant, ConnectionQuality> _last = [];

    /// <summary>Tells who is better or worse than before.</summary>
    /// <param name="participants">Of the room.</param>
    /// <param name="interval">Since the last time.</param>
    public void Tick(IReadOnlyList<Participant> participants, TimeSpan interval)
    {
        var changed = new List<(Participant Participant, ConnectionQualityInfo Info)>();
        foreach (var participant in participants)
        {
            if (!participant.WasActive)
                continue;
            var quality = Worse(Judge(WorstLoss(participant)), Judge(participant.Subscriptions.All));
            participant.QualityTimes.Add(quality, interval);
            if (_last.TryGetValue(participant, out var last) && last == quality)
                continue;
            _last[participant] = quality;
            changed.Add((participant, Info(participant, quality)));
        }

        Forget(participants);
        if (changed.Count > 0)
            Tell(participants, changed);
    }

    /// <summary>Somebody receives from a participant from now on: how good its connection was found last is told at once.</summary>
    public void Introduce(Participant participant, Participant listener)
    {
        if (_last.TryGetValue(participant, out var quality))
            listener.Send(new SignalResponse { ConnectionQuality = new ConnectionQualityUpdate { Updates = { Info(participant, quality) } } });
    }

    /// <summary>The listener may have missed what was told: tells of all whom it receives from.</summary>
    public void TellAll(Participant listener)
    {
        var message = new ConnectionQualityUpdate();
        foreach (var (participant, quality) in _last)
        {
            if (IsToldTo(listener, participant))
                message.Updates.Add(Info(participant, quality));
        }

        if (message.Updates.Count > 0)
            listener.Send(new SignalResponse { ConnectionQuality = message });
    }

    private static bool IsToldTo(Participant listener, Participant participant) =>
        participant == listener || (!participant.IsHidden && listener.Subscriptions.Hears(participant));

    private static ConnectionQualityInfo Info(Participant participant, ConnectionQuality quality) =>
        new() { ParticipantSid = participant.Sid, Quality = quality, Score = Score(quality) };

    private static void Tell(IReadOnlyList<Participant> participants, List<(Participant Participant, ConnectionQualityInfo Info)> changed)
    {
        foreach (var listener in participants)
        {
            var message = new ConnectionQualityUpdate();
            foreach (var (participant, info) in changed)
            {
                if (IsToldTo(listener, participant))
                    message.Updates.Add(info);
            }

            if (message.Updates.Count > 0)
                listener.Send(new SignalResponse { ConnectionQuality = message });
        }
    }

    private static double WorstLoss(Participant participant) =>
        Math.Max(RoomInspector.LossFrom(participant), RoomInspector.LossTo(participant));

    private static ConnectionQuality Judge(double loss) => loss switch
    {
        > PoorLoss => ConnectionQuality.Poor,
        > GoodLoss => ConnectionQuality.Good,
        _ => ConnectionQuality.Excellent,
    };

    /// <summary>A picture that is paused, or two sizes smaller than wanted, is poor; one size smaller is good.</summary>
    private static ConnectionQuality Judge(IReadOnlyList<Subscription> subscriptions)
    {
        var worst = ConnectionQuality.Excellent;
        foreach (var subscription in subscriptions)
        {
            var missing = subscription.Demand.MissingLayers;
            if (missing > 0)
                worst = Worse(worst, missing == 1 ? ConnectionQuality.Good : ConnectionQuality.Poor);
        }

        return worst;
    }

    private static ConnectionQuality Worse(ConnectionQuality a, ConnectionQuality b) => a < b ? a : b;

    private static float Score(ConnectionQuality quality) => quality switch
    {
        ConnectionQuality.Excellent => ExcellentScore,
        ConnectionQuality.Good => GoodScore,
        _ => PoorScore,
    };

    private void Forget(IReadOnlyList<Participant> participants)
    {
        if (_last.Count <= participants.Count)
            return;
        foreach (var participant in _last.Keys.Except(participants).ToArray())
            _last.Remove(participant);
    }
}
