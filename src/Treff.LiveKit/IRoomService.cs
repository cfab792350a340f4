using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>
/// LiveKit's RoomService: implemented in process by the embedded media server and over HTTP by <see cref="RoomServiceClient"/>. Failures are
/// <see cref="RoomServiceException"/>; cancellation is <see cref="OperationCanceledException"/>.
/// </summary>
public interface IRoomService
{
    /// <summary>Creates a room; a room of that name that is alive is returned unchanged.</summary>
    Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken);

    /// <summary>The named rooms, without those that do not exist; all rooms when no name is given.</summary>
    Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>Ends a room for everybody in it. Unknown: <see cref="TwirpErrorCode.NotFound"/>.</summary>
    Task DeleteRoomAsync(string room, CancellationToken cancellationToken);

    /// <summary>Everybody in the room, hidden participants included; empty for an unknown room.</summary>
    Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken);

    /// <summary>Unknown room or identity: <see cref="TwirpErrorCode.NotFound"/>.</summary>
    Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken);

    /// <summary>Sends somebody out. The token stays valid. Unknown: <see cref="TwirpErrorCode.NotFound"/>.</summary>
    Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken);

    /// <summary>
    /// Empty name and metadata stay as they are, attributes are merged ("" removes one), a permission replaces all flags.
    /// </summary>
    Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken);

    /// <summary>Mutes a track. Unmuting is <see cref="TwirpErrorCode.FailedPrecondition"/> unless the server allows it.</summary>
    Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken);

    Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken);

    Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Calls a method of a participant and returns its answer. <see cref="TwirpErrorCode.InvalidArgument"/> with the participant's error,
    /// <see cref="TwirpErrorCode.DeadlineExceeded"/> when it does not answer in time.
    /// </summary>
    Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken);

    Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken);
}
