using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Stands in when there is no media server in this process: every call fails with the reason, which /health and the API show as "unreachable".</summary>
public sealed class UnavailableRoomService(string reason) : IRoomService
{
    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken) => Fail<Room>();

    public Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => Fail<IReadOnlyList<Room>>();

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken) => Fail<Room>();

    public Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken) => Fail<IReadOnlyList<ParticipantInfo>>();

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken) => Fail<ParticipantInfo>();

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken) => Fail<Room>();

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken) => Fail<ParticipantInfo>();

    public Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken) => Fail<TrackInfo?>();

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken) => Fail<Room>();

    public Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken) => Fail<string>();

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken) => Fail<Room>();

    public Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken) => Fail<Room>();

    private Task<T> Fail<T>() => Task.FromException<T>(new RoomServiceException(TwirpErrorCode.Unavailable, reason));
}
