using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary><c>livekit.RoomService</c> over an <see cref="IRoomService"/>: rights, and the few texts and codes in which LiveKit differs from it.</summary>
public static class TwirpRoomService
{
    public const string Name = "livekit.RoomService";

    // 16 bytes are a UUID: the caller's mark to recognise a repeated request by.
    private const int NonceBytes = 16;

    private static readonly TwirpError NotImplemented = TwirpError.Inner(TwirpErrorCode.Unknown, "not implemented");

    /// <param name="rooms">Does the work.</param>
    /// <param name="end">Ends a room and whatever the product knows of it.</param>
    public static IReadOnlyDictionary<string, TwirpMethod> Methods(IRoomService rooms, Func<string, CancellationToken, Task> end)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        ArgumentNullException.ThrowIfNull(end);
        return new Dictionary<string, TwirpMethod>(StringComparer.Ordinal)
        {
            ["CreateRoom"] = new TwirpMethod<CreateRoomRequest>(grant => grant.RoomCreate, null, (request, cancel) => CreateAsync(rooms, request, cancel)),
            ["ListRooms"] = new TwirpMethod<ListRoomsRequest>(grant => grant.RoomList, null, (request, cancel) => ListAsync(rooms, request, cancel)),
            ["DeleteRoom"] = new TwirpMethod<DeleteRoomRequest>(
                grant => grant.RoomCreate, null, (request, cancel) => Done(end(request.Room, cancel), new DeleteRoomResponse())),
            ["UpdateRoomMetadata"] = Admin<UpdateRoomMetadataRequest>(r => r.Room, (request, cancel) => Answer(rooms.UpdateRoomMetadataAsync(request, cancel))),
            ["ListParticipants"] = Admin<ListParticipantsRequest>(r => r.Room, (request, cancel) => ListParticipantsAsync(rooms, request, cancel)),
            ["GetParticipant"] = Admin<RoomParticipantIdentity>(
                r => r.Room, (request, cancel) => Answer(rooms.GetParticipantAsync(request.Room, request.Identity, cancel))),
            ["RemoveParticipant"] = Admin<RoomParticipantIdentity>(
                r => r.Room,
                (request, cancel) => Done(rooms.RemoveParticipantAsync(request.Room, request.Identity, cancel), new RemoveParticipantResponse())),
            ["UpdateParticipant"] = Admin<UpdateParticipantRequest>(r => r.Room, (request, cancel) => Answer(rooms.UpdateParticipantAsync(request, cancel))),
            ["MutePublishedTrack"] = Admin<MuteRoomTrackRequest>(r => r.Room, (request, cancel) => Reached(MuteAsync(rooms, request, cancel))),
            ["UpdateSubscriptions"] = Admin<UpdateSubscriptionsRequest>(
                r => r.Room,
                (request, cancel) => Reached(Done(rooms.UpdateSubscriptionsAsync(request, cancel), new UpdateSubscriptionsResponse()))),
            ["SendData"] = Admin<SendDataRequest>(r => r.Room, (request, cancel) => SendDataAsync(rooms, request, cancel)),
            ["PerformRpc"] = Admin<PerformRpcRequest>(r => r.Room, (request, cancel) => Reached(PerformRpcAsync(rooms, request, cancel))),
            ["ForwardParticipant"] = new TwirpRefusal(MayMove, NotImplemented),
            ["MoveParticipant"] = new TwirpRefusal(MayMove, NotImplemented),
        };
    }

    private static bool MayMove(VideoGrant grant) => grant.RoomAdmin && grant.DestinationRoom.Length > 0;

    private static TwirpMethod<TRequest> Admin<TRequest>(Func<TRequest, string> room, Func<TRequest, CancellationToken, Task<TwirpResult>> call)
        where TRequest : class, IMessage<TRequest>, new() => new(grant => grant.RoomAdmin, room, call);

    private static async Task<TwirpResult> CreateAsync(IRoomService rooms, CreateRoomRequest request, CancellationToken cancellationToken) =>
        request.RoomPreset.Length > 0
            ? TwirpError.Inner(TwirpErrorCode.InvalidArgument, "unknown room configuration in create room request")
            : TwirpResult.Of(await rooms.CreateRoomAsync(request, cancellationToken));

    private static async Task<TwirpResult> ListAsync(IRoomService rooms, ListRoomsRequest request, CancellationToken cancellationToken)
    {
        var response = new ListRoomsResponse();
        response.Rooms.AddRange(await rooms.ListRoomsAsync(request.Names, cancellationToken));
        return TwirpResult.Of(response);
    }

    private static async Task<TwirpResult> ListParticipantsAsync(
        IRoomService rooms, ListParticipantsRequest request, CancellationToken cancellationToken)
    {
        var response = new ListParticipantsResponse();
        response.Participants.AddRange(await rooms.ListParticipantsAsync(request.Room, cancellationToken));
        return TwirpResult.Of(response);
    }

    private static async Task<TwirpResult> MuteAsync(IRoomService rooms, MuteRoomTrackRequest request, CancellationToken cancellationToken) =>
        TwirpResult.Of(new MuteRoomTrackResponse { Track = await rooms.MutePublishedTrackAsync(request, cancellationToken) });

    private static async Task<TwirpResult> PerformRpcAsync(IRoomService rooms, PerformRpcRequest request, CancellationToken cancellationToken) =>
        TwirpResult.Of(new PerformRpcResponse { Payload = await rooms.PerformRpcAsync(request, cancellationToken) });

    private static Task<TwirpResult> SendDataAsync(IRoomService rooms, SendDataRequest request, CancellationToken cancellationToken)
    {
        if (request.Nonce.Length is not (0 or NonceBytes))
        {
            return Task.FromResult<TwirpResult>(new TwirpError(
                TwirpErrorCode.InvalidArgument, $"nonce should be {NonceBytes}-bytes or not present, got: {request.Nonce.Length} bytes"));
        }

        return Reached(Done(rooms.SendDataAsync(request, cancellationToken), new SendDataResponse()));
    }

    /// <summary>
    /// LiveKit sends these calls to where the participant is and hears nothing when there is none. Its answer, without the three seconds that it
    /// waits for it.
    /// </summary>
    private static async Task<TwirpResult> Reached(Task<TwirpResult> call)
    {
        try
        {
            return await call;
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return TwirpError.Inner(TwirpErrorCode.Unavailable, "no response from servers");
        }
    }

    private static async Task<TwirpResult> Answer<T>(Task<T> call)
        where T : IMessage => TwirpResult.Of(await call);

    private static async Task<TwirpResult> Done(Task call, IMessage answer)
    {
        await call;
        return TwirpResult.Of(answer);
    }
}
