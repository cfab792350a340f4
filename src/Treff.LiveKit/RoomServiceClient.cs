using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>The room service of a LiveKit server elsewhere. Each call carries its own token with just the rights it needs.</summary>
public sealed class RoomServiceClient(TwirpClient twirp, ApiCredentials credentials, TimeProvider time) : IRoomService
{
    /// <summary>LiveKit's value for tokens of API calls.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>For the way to the participant and back, beside the time that the participant has.</summary>
    private static readonly TimeSpan RpcMargin = TimeSpan.FromSeconds(5);

    /// <summary>LiveKit's value for a call that names none.</summary>
    private static readonly TimeSpan DefaultRpcTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// LiveKit refreshes the number of participants that it lists every five seconds. True: who asks for rooms by name gets the number of now, at the price of a
    /// further call for each.
    /// </summary>
    public bool CountsParticipants { get; init; }

    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken) =>
        CallAsync<Room>("CreateRoom", request, new VideoGrant { RoomCreate = true }, cancellationToken);

    public async Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var request = new ListRoomsRequest();
        request.Names.AddRange(names);
        var rooms = (await CallAsync<ListRoomsResponse>("ListRooms", request, new VideoGrant { RoomList = true }, cancellationToken)).Rooms;
        if (!CountsParticipants || names.Count == 0)
            return rooms;
        foreach (var room in rooms)
            room.NumParticipants = (uint)(await ListParticipantsAsync(room.Name, cancellationToken)).Count(participant => participant.TakesASeat());
        return rooms;
    }

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken) => CallAsync<DeleteRoomResponse>(
        "DeleteRoom", new DeleteRoomRequest { Room = room }, new VideoGrant { RoomCreate = true }, cancellationToken, TwirpRepeat.UntilGone);

    public async Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken)
    {
        var request = new ListParticipantsRequest { Room = room };
        return (await CallAsync<ListParticipantsResponse>("ListParticipants", request, Admin(room), cancellationToken)).Participants;
    }

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        CallAsync<ParticipantInfo>("GetParticipant", Participant(room, identity), Admin(room), cancellationToken);

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        CallAsync<RemoveParticipantResponse>("RemoveParticipant", Participant(room, identity), Admin(room), cancellationToken, TwirpRepeat.UntilGone);

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<ParticipantInfo>("UpdateParticipant", request, Admin(request.Room), cancellationToken);
    }

    public async Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await Reached(CallAsync<MuteRoomTrackResponse>("MutePublishedTrack", request, Admin(request.Room), cancellationToken, TwirpRepeat.Never))).Track;
    }

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Reached(CallAsync<UpdateSubscriptionsResponse>("UpdateSubscriptions", request, Admin(request.Room), cancellationToken, TwirpRepeat.Never));
    }

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Reached(CallAsync<SendDataResponse>("SendData", request, Admin(request.Room), cancellationToken, TwirpRepeat.Never));
    }

    public async Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var patience = request.ResponseTimeoutMs > 0 ? TimeSpan.FromMilliseconds(request.ResponseTimeoutMs) : DefaultRpcTimeout;
        var call = new TwirpCall(Path("PerformRpc"), TwirpRepeat.Never) { Timeout = patience + RpcMargin };
        return (await Reached(CallAsync<PerformRpcResponse>(call, request, Admin(request.Room), cancellationToken))).Payload;
    }

    public Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<Room>("UpdateRoomMetadata", request, Admin(request.Room), cancellationToken);
    }

    /// <summary>
    /// These calls go to where the participant is, and LiveKit hears nothing when there is none: after three seconds it says that no server responded. Another
    /// three would not change that, so they are made once.
    /// </summary>
    private static async Task<T> Reached<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (RoomServiceException exception) when (exception is { Code: TwirpErrorCode.Unavailable, IsAnswered: true })
        {
            throw new RoomServiceException(TwirpErrorCode.NotFound, exception.Message, exception) { IsAnswered = true };
        }
    }

    private Task<TResponse> CallAsync<TResponse>(
        string method, Google.Protobuf.IMessage request, VideoGrant grant, CancellationToken cancellationToken, TwirpRepeat repeat = TwirpRepeat.Same)
        where TResponse : Google.Protobuf.IMessage<TResponse>, new() =>
        CallAsync<TResponse>(new TwirpCall(Path(method), repeat), request, grant, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(TwirpCall call, Google.Protobuf.IMessage request, VideoGrant grant, CancellationToken cancellationToken)
        where TResponse : Google.Protobuf.IMessage<TResponse>, new()
    {
        var token = AccessToken.Create(credentials, new AccessTokenClaims { Video = grant }, time.GetUtcNow(), TokenLifetime);
        return twirp.CallAsync<TResponse>(call, request, token, cancellationToken);
    }

    private static string Path(string method) => "livekit.RoomService/" + method;

    private static VideoGrant Admin(string room) => new() { RoomAdmin = true, Room = room };

    private static RoomParticipantIdentity Participant(string room, string identity) => new() { Room = room, Identity = identity };
}
