using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>Answers to requests, with the request echoed as clients expect.</summary>
internal static class RequestResponses
{
    public static SignalResponse Create(RequestResponse.Types.Reason reason, AddTrackRequest request) =>
        new() { RequestResponse = new RequestResponse { Reason = reason, AddTrack = request } };

    public static SignalResponse Create(RequestResponse.Types.Reason reason, MuteTrackRequest request) =>
        new() { RequestResponse = new RequestResponse { Reason = reason, Mute = request } };

    public static SignalResponse Create(RequestResponse.Types.Reason reason, UpdateParticipantMetadata request, string message = "") => new()
    {
        RequestResponse = new RequestResponse { RequestId = request.RequestId, Reason = reason, Message = message, UpdateMetadata = request },
    };

    public static SignalResponse Create(RequestResponse.Types.Reason reason, PublishDataTrackRequest request) =>
        new() { RequestResponse = new RequestResponse { Reason = reason, PublishDataTrack = request } };

    public static SignalResponse Create(RequestResponse.Types.Reason reason, UnpublishDataTrackRequest request) =>
        new() { RequestResponse = new RequestResponse { Reason = reason, UnpublishDataTrack = request } };
}
