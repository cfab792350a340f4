using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>The room service of a LiveKit server elsewhere. Each call carries its own token with just the rights it needs.</summary>
public sealed class RoomServiceClient(TwirpClient twirp, ApiCredentials credentials, TimeProvider time) : IRoomService
{
    /// <summary>LiveKit's value for tokens of API calls.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken) =>
        CallAsync<Room>("CreateRoom", request, new VideoGrant { RoomCreate = true }, cancellationToken);

    public async Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var request = new ListRoomsRequest();
        request.Names.AddRange(names);
        return (await CallAsync<ListRoomsResponse>("ListRooms", request, new VideoGrant { RoomList = true }, cancellationToken)).Rooms;
    }

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken) =>
        CallAsync<DeleteRoomResponse>("DeleteRoom", new DeleteRoomRequest { Room = room }, new VideoGrant { RoomCreate = true }, cancellationToken);

    public async Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken)
    {
        var request = new ListParticipantsRequest { Room = room };
        return (await CallAsync<ListParticipantsResponse>("ListParticipants", request, Admin(room), cancellationToken)).Participants;
    }

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        CallAsync<ParticipantInfo>("GetParticipant", Participant(room, identity), Admin(room), cancellationToken);

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        CallAsync<RemoveParticipantResponse>("RemoveParticipant", Participant(room, identity), Admin(room), cancellationToken);

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<ParticipantInfo>("UpdateParticipant", request, Admin(request.Room), cancellationToken);
    }

    public async Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await CallAsync<MuteRoomTrackResponse>("MutePublishedTrack", request, Admin(request.Room), cancellationToken)).Track;
    }

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<UpdateSubscriptionsResponse>("UpdateSubscriptions", request, Admin(request.Room), cancellationToken);
    }

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<SendDataResponse>("SendData", request, Admin(request.Room), cancellationToken);
    }

    public async Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await CallAsync<PerformRpcResponse>("PerformRpc", request, Admin(request.Room), cancellationToken)).Payload;
    }

    public Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync<Room>("UpdateRoomMetadata", request, Admin(request.Room), cancellationToken);
    }

    private Task<TResponse> CallAsync<TResponse>(string method, Google.Protobuf.IMessage request, VideoGrant grant, CancellationToken cancellationToken)
        where TResponse : Google.Protobuf.IMessage<TResponse>, new()
    {
        var token = AccessToken.Create(credentials, new AccessTokenClaims { Video = grant }, time.GetUtcNow(), TokenLifetime);
        return twirp.CallAsync<TResponse>("livekit.RoomService/" + method, request, token, cancellationToken);
    }

    private static VideoGrant Admin(string room) => new() { RoomAdmin = true, Room = room };

    private static RoomParticipantIdentity Participant(string room, string identity) => new() { Room = room, Identity = identity };
}
