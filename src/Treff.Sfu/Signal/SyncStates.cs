using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>
/// Compares what a client that is back believes with what is so. The descriptions and data channels that it also sends are for moving to
/// another server and not needed here.
/// </summary>
internal static class SyncStates
{
    public static void Apply(Participant participant, SyncState state)
    {
        if (!state.PublishTracks.All(published => participant.Publications.Knows(published.Track?.Sid ?? "")))
        {
            participant.Room.Remove(participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
            return;
        }

        if (state.Subscription is { } subscription)
            participant.Subscriptions.Update(subscription.TrackSids, subscription.ParticipantTracks, subscription.Subscribe);
        participant.Subscriptions.Disable(state.TrackSidsDisabled);
        if (state.DataSubscription is { } data)
            participant.DataTrackSubscriptions.Update(data);
        participant.Room.Data.Replay(participant, state.DatachannelReceiveStates);
    }
}
