using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Reason = Treff.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Treff.Sfu.Signal;

/// <summary>Takes a client's message to whoever handles it.</summary>
internal static class SignalDispatch
{
    public static void Handle(Participant participant, SignalRequest request)
    {
        switch (request.MessageCase)
        {
            case SignalRequest.MessageOneofCase.Offer:
                participant.Negotiation.HandleOffer(request.Offer);
                break;
            case SignalRequest.MessageOneofCase.Answer:
                participant.Negotiation.HandleAnswer(request.Answer);
                break;
            case SignalRequest.MessageOneofCase.AddTrack:
                participant.Publications.Add(request.AddTrack);
                break;
            case SignalRequest.MessageOneofCase.Mute:
                HandleMute(participant, request.Mute);
                break;
            case SignalRequest.MessageOneofCase.Subscription:
                participant.Subscriptions.Update(
                    request.Subscription.TrackSids, request.Subscription.ParticipantTracks, request.Subscription.Subscribe);
                break;
            case SignalRequest.MessageOneofCase.TrackSetting:
                participant.Subscriptions.SetTrackSettings(request.TrackSetting);
                break;
            case SignalRequest.MessageOneofCase.Leave:
                participant.Room.Remove(participant, DisconnectReason.ClientInitiated);
                break;
            case SignalRequest.MessageOneofCase.SubscriptionPermission:
                participant.Publications.SetPermission(request.SubscriptionPermission);
                break;
            case SignalRequest.MessageOneofCase.UpdateAudioTrack:
                participant.Publications.Update(request.UpdateAudioTrack);
                break;
            case SignalRequest.MessageOneofCase.UpdateVideoTrack:
                participant.Publications.Update(request.UpdateVideoTrack);
                break;
            default:
                HandleRest(participant, request);
                break;
        }
    }

    private static void HandleRest(Participant participant, SignalRequest request)
    {
        switch (request.MessageCase)
        {
            case SignalRequest.MessageOneofCase.Ping:
                participant.Send(new SignalResponse { Pong = Milliseconds(participant) });
                break;
            case SignalRequest.MessageOneofCase.PingReq:
                participant.Send(new SignalResponse
                {
                    PongResp = new Pong { LastPingTimestamp = request.PingReq.Timestamp, Timestamp = Milliseconds(participant) },
                });
                break;
            case SignalRequest.MessageOneofCase.UpdateMetadata:
                HandleMetadata(participant, request.UpdateMetadata);
                break;
            case SignalRequest.MessageOneofCase.PublishDataTrackRequest:
                participant.DataTracks.Publish(request.PublishDataTrackRequest);
                break;
            case SignalRequest.MessageOneofCase.UnpublishDataTrackRequest:
                participant.DataTracks.Unpublish(request.UnpublishDataTrackRequest);
                break;
            case SignalRequest.MessageOneofCase.UpdateDataSubscription:
                participant.DataTrackSubscriptions.Update(request.UpdateDataSubscription);
                break;
            case SignalRequest.MessageOneofCase.SyncState:
                SyncStates.Apply(participant, request.SyncState);
                break;
            case SignalRequest.MessageOneofCase.Simulate:
                Simulations.Run(participant, request.Simulate);
                break;
            case SignalRequest.MessageOneofCase.Trickle:
                // The client finds us: an ICE-lite agent never sends checks, so it needs no remote candidates.
                break;
            default:
                participant.IgnoredRequests++;
                break;
        }
    }

    private static long Milliseconds(Participant participant) => participant.Room.Host.UtcNow.ToUnixTimeMilliseconds();

    private static void HandleMute(Participant participant, MuteTrackRequest mute)
    {
        if (!participant.Publications.TryMute(mute.Sid, mute.Muted))
            participant.Send(RequestResponses.Create(Reason.NotFound, mute));
    }

    private static void HandleMetadata(Participant participant, UpdateParticipantMetadata update)
    {
        if (Refusal(participant, update) is { } reason)
        {
            participant.Send(RequestResponses.Create(reason, update));
            return;
        }

        participant.Merge(update.Name, update.Metadata, update.Attributes);
        participant.Touch();
        participant.Room.Broadcast(participant);
        participant.Room.SendToken(participant);
        if (participant.KnowsOkResponses)
            participant.Send(RequestResponses.Create(Reason.Ok, update));
    }

    private static Reason? Refusal(Participant participant, UpdateParticipantMetadata update)
    {
        if (!participant.Permission.CanUpdateMetadata || !participant.MayChange(update.Attributes))
            return Reason.NotAllowed;
        var isTooMuch = update.Name.Length > RoomLimits.NameLength
            || !RoomLimits.AllowsMetadata(update.Metadata)
            || !RoomLimits.AllowsAttributes(participant.Attributes, update.Attributes);
        return isTooMuch ? Reason.LimitExceeded : null;
    }
}
