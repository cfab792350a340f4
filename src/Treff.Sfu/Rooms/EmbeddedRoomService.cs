using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;

namespace Treff.Sfu.Rooms;

/// <summary>LiveKit's RoomService in process: every call runs on the thread of the worker that has the room.</summary>
internal sealed class EmbeddedRoomService(IRoomLoop loop) : IRoomService
{
    public Task<LiveKit.Protocol.Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken) =>
        loop.RunAsync(
            request.Name,
            rooms =>
            {
                Check(request.Name.Length > 0, "no room name");
                Check(request.Name.Length <= RoomLimits.NameLength, $"room name length exceeds limits: max length {RoomLimits.NameLength}");
                CheckMetadata(request.Metadata);
                if (!rooms.TryFind(request.Name, out var room) && !rooms.MayCreate())
                    throw new RoomServiceException(TwirpErrorCode.ResourceExhausted, RoomRegistry.TooManyRooms);
                room ??= rooms.Create(request.Name, RoomSettings.From(rooms.Options, request));
                return room.ToProto();
            },
            cancellationToken);

    public async Task<IReadOnlyList<LiveKit.Protocol.Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var ofWorkers = await loop.RunOnAllAsync<LiveKit.Protocol.Room[]>(
            rooms => [.. rooms.Rooms.Where(room => names.Count == 0 || names.Contains(room.Name)).Select(room => room.ToProto())],
            cancellationToken);
        return [.. ofWorkers.SelectMany(rooms => rooms)];
    }

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken) =>
        loop.RunAsync(
            room,
            rooms =>
            {
                Find(rooms, room).Close(DisconnectReason.RoomDeleted, RoomEndReason.RoomEndApiDelete);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken) =>
        loop.RunAsync<IReadOnlyList<ParticipantInfo>>(
            room,
            rooms => rooms.TryFind(room, out var found) ? [.. found.Participants.Select(participant => participant.ToInfo())] : [],
            cancellationToken);

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        loop.RunAsync(room, rooms => Find(rooms, room, identity).ToInfo(), cancellationToken);

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken) =>
        RunInRoomAsync(
            room,
            identity,
            participant =>
            {
                participant.Room.Remove(participant, DisconnectReason.ParticipantRemoved);
                return true;
            },
            cancellationToken);

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken) =>
        RunInRoomAsync(request.Room, request.Identity, participant => Administration.Update(participant, request), cancellationToken);

    public Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken) =>
        RunInRoomAsync(request.Room, request.Identity, participant => Administration.Mute(participant, request), cancellationToken);

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken) =>
        RunInRoomAsync(
            request.Room,
            request.Identity,
            participant =>
            {
                participant.Subscriptions.Update(request.TrackSids, request.ParticipantTracks, request.Subscribe);
                return true;
            },
            cancellationToken);

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken) =>
        loop.RunAsync(
            request.Room,
            rooms =>
            {
                var packet = ServerPackets.Create(request, rooms.Options.Data);
                // LiveKit asks the node that has the room, and nobody answers.
                if (!rooms.TryFind(request.Room, out var room))
                    throw new RoomServiceException(TwirpErrorCode.Unavailable, "no response from servers");
                room.Run(() => room.Data.SendFromServer(request, packet));
                return true;
            },
            cancellationToken);

    public async Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken)
    {
        ServerCalls.Check(request);
        var call = await RunInRoomAsync(
            request.Room,
            request.DestinationIdentity,
            participant => participant.Room.Data.Calls.Start(participant, request),
            cancellationToken);
        return await call.ResultAsync(cancellationToken);
    }

    public Task<LiveKit.Protocol.Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken) =>
        loop.RunAsync(
            request.Room,
            rooms =>
            {
                CheckMetadata(request.Metadata);
                var room = Find(rooms, request.Room);
                Administration.SetMetadata(room, request.Metadata);
                return room.ToProto();
            },
            cancellationToken);

    /// <summary>A bug that shows itself here ends the room, and the caller gets the exception.</summary>
    private Task<T> RunInRoomAsync<T>(string room, string identity, Func<Participant, T> action, CancellationToken cancellationToken) =>
        loop.RunAsync(
            room,
            rooms =>
            {
                var participant = Find(rooms, room, identity);
                try
                {
                    return action(participant);
                }
                catch (Exception exception) when (exception is not RoomServiceException)
                {
                    participant.Room.Fault(exception);
                    throw;
                }
            },
            cancellationToken);

    private static Room Find(RoomRegistry rooms, string name) =>
        rooms.TryFind(name, out var room) ? room : throw new RoomServiceException(TwirpErrorCode.NotFound, "requested room does not exist");

    private static Participant Find(RoomRegistry rooms, string name, string identity) =>
        rooms.TryFind(name, out var room) && room.TryFind(identity, out var participant)
            ? participant
            : throw new RoomServiceException(TwirpErrorCode.NotFound, "participant does not exist");

    private static void CheckMetadata(string metadata)
    {
        if (!RoomLimits.AllowsMetadata(metadata))
            throw RoomLimits.Exceeded("metadata size", RoomLimits.MetadataBytes);
    }

    private static void Check(bool isAllowed, string message)
    {
        if (!isAllowed)
            throw new RoomServiceException(TwirpErrorCode.InvalidArgument, message);
    }
}
