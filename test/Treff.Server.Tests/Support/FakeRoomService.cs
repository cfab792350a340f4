using System.Collections.Concurrent;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>A media server made of a dictionary.</summary>
internal sealed class FakeRoomService : IRoomService
{
    public ConcurrentDictionary<string, Room> All { get; } = new();

    public ConcurrentQueue<CreateRoomRequest> Created { get; } = new();

    public ConcurrentDictionary<(string Room, string Identity), ParticipantInfo> People { get; } = new();

    /// <summary>When set, every call fails with it.</summary>
    public Exception? Failure { get; set; }

    public void Add(string name, uint participants = 0) => All[name] = new Room { Sid = Sid.NewRoom(), Name = name, NumParticipants = participants };

    public void Enter(string room, string identity, string name) =>
        People[(room, identity)] = new ParticipantInfo { Identity = identity, Name = name, State = ParticipantInfo.Types.State.Active };

    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        Created.Enqueue(request);
        return Task.FromResult(All.GetOrAdd(request.Name, name => new Room { Sid = Sid.NewRoom(), Name = name, MaxParticipants = request.MaxParticipants }));
    }

    public Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return Task.FromResult<IReadOnlyList<Room>>([.. All.Values.Where(room => names.Count == 0 || names.Contains(room.Name))]);
    }

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return All.TryRemove(room, out _) ? Task.CompletedTask : throw new RoomServiceException(TwirpErrorCode.NotFound, "requested room does not exist");
    }

    public Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return People.TryGetValue((room, identity), out var person)
            ? Task.FromResult(person)
            : throw new RoomServiceException(TwirpErrorCode.NotFound, "participant does not exist");
    }

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void ThrowIfFailing()
    {
        if (Failure is not null)
            throw Failure;
    }
}
