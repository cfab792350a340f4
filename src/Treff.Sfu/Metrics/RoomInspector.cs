using Participant = Treff.Sfu.Rooms.Participant;
using Room = Treff.Sfu.Rooms.Room;

namespace Treff.Sfu.Metrics;

/// <summary>Takes pictures of rooms. For the worker's thread.</summary>
internal static class RoomInspector
{
    public static RoomSnapshot Inspect(Room room, int worker) =>
        new(room.Sid, room.Name, worker, room.CreatedAt, [.. room.Participants.Select(Inspect)]);

    private static ParticipantSnapshot Inspect(Participant participant)
    {
        var publisher = participant.PublisherLink.Peer;
        var subscriber = participant.SubscriberLink.Peer;
        var received = publisher.Statistics.BytesReceived;
        var sent = publisher.Statistics.BytesSent;
        if (participant.HasTwoConnections)
        {
            received += subscriber.Statistics.BytesReceived;
            sent += subscriber.Statistics.BytesSent;
        }

        return new ParticipantSnapshot
        {
            Sid = participant.Sid,
            Identity = participant.Identity,
            Name = participant.Name,
            Attributes = new Dictionary<string, string>(participant.Attributes),
            IsPerson = participant.TakesSeat,
            WasConnected = participant.WasActive,
            JoinedAt = participant.JoinedAtUtc,
            Tracks = [.. participant.Publications.Tracks.Select(track => new TrackSnapshot(track.Sid, track.Info.Source, track.Info.Muted))],
            Bytes = new PairSample(received, sent),
            Loss = new LossSample(LossFrom(participant), LossTo(participant)),
            Quality = participant.QualityTimes.ToSample(),
            Resumes = participant.Resumes,
            EstimatedBitsPerSecond = subscriber.Bandwidth is { IsKnown: true } bandwidth ? bandwidth.TargetBitsPerSecond : null,
        };
    }

    /// <summary>Of what the participant sends; muted tracks lose nothing.</summary>
    public static double LossFrom(Participant participant)
    {
        double worst = 0;
        foreach (var track in participant.Publications.Tracks)
        {
            foreach (var layer in track.Layers)
                worst = Math.Max(worst, track.Info.Muted ? 0 : layer.Stream.FractionLost);
        }

        return worst;
    }

    /// <summary>Of what is sent to the participant.</summary>
    public static double LossTo(Participant participant)
    {
        double worst = 0;
        foreach (var subscription in participant.Subscriptions.All)
            worst = Math.Max(worst, subscription.Stream?.FractionLost ?? 0);
        return worst;
    }
}
