using System.Collections.Concurrent;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>A media server made of a dictionary.</summary>
internal sealed class FakeRoomService : IRoomService
{
    private long _joins;
    private int _listings;

    /// <summary>How often rooms were listed, or should have been.</summary>
    public int Listings => Volatile.Read(ref _listings);

    public ConcurrentDictionary<string, Room> All { get; } = new();

    public ConcurrentQueue<CreateRoomRequest> Created { get; } = new();

    public ConcurrentDictionary<(string Room, string Identity), ParticipantInfo> People { get; } = new();

    public ConcurrentQueue<UpdateParticipantRequest> Updates { get; } = new();

    public ConcurrentQueue<SendDataRequest> Sent { get; } = new();

    /// <summary>When set, every call fails with it.</summary>
    public Exception? Failure { get; set; }

    public void Add(string name, uint participants = 0) => All[name] = new Room { Sid = Sid.NewRoom(), Name = name, NumParticipants = participants };

    public void Enter(string room, string identity, string name)
    {
        // Whoever comes later has a later time.
        var joinedAt = Interlocked.Increment(ref _joins);
        People[(room, identity)] = new ParticipantInfo { Sid = Sid.NewParticipant(), Identity = identity, Name = name, State = ParticipantInfo.Types.State.Active, JoinedAtMs = joinedAt };
        Count(room);
    }

    /// <summary>Somebody comes in by a token, as that says.</summary>
    public ParticipantInfo Enter(AccessTokenClaims claims)
    {
        Enter(claims.Video.Room, claims.Identity, claims.Name);
        var person = People[(claims.Video.Room, claims.Identity)];
        person.Permission = claims.Video.ToPermission();
        person.Attributes.Add(claims.Attributes.ToDictionary());
        return person;
    }

    /// <summary>Somebody shows or says something; the track's id.</summary>
    public string Publish(string room, string identity, TrackSource source)
    {
        var track = new TrackInfo { Sid = Sid.NewTrack(source == TrackSource.Microphone ? TrackType.Audio : TrackType.Video, source), Source = source };
        People[(room, identity)].Tracks.Add(track);
        return track.Sid;
    }

    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        Created.Enqueue(request);
        return Task.FromResult(All.GetOrAdd(request.Name, name => new Room { Sid = Sid.NewRoom(), Name = name, MaxParticipants = request.MaxParticipants, Metadata = request.Metadata }));
    }

    public Task<IReadOnlyList<Room>> ListRoomsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listings);
        ThrowIfFailing();
        return Task.FromResult<IReadOnlyList<Room>>([.. All.Values.Where(room => names.Count == 0 || names.Contains(room.Name))]);
    }

    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return All.TryRemove(room, out _) ? Task.CompletedTask : throw new RoomServiceException(TwirpErrorCode.NotFound, "requested room does not exist");
    }

    public Task<IReadOnlyList<ParticipantInfo>> ListParticipantsAsync(string room, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return Task.FromResult<IReadOnlyList<ParticipantInfo>>([.. People.Where(person => person.Key.Room == room).Select(person => person.Value)]);
    }

    public Task<ParticipantInfo> GetParticipantAsync(string room, string identity, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return People.TryGetValue((room, identity), out var person)
            ? Task.FromResult(person)
            : throw new RoomServiceException(TwirpErrorCode.NotFound, "participant does not exist");
    }

    public Task RemoveParticipantAsync(string room, string identity, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        if (!People.TryRemove((room, identity), out _))
            throw new RoomServiceException(TwirpErrorCode.NotFound, "participant does not exist");
        Count(room);
        return Task.CompletedTask;
    }

    public Task<ParticipantInfo> UpdateParticipantAsync(UpdateParticipantRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        var person = Find(request.Room, request.Identity);
        Updates.Enqueue(request);
        if (request.Permission is not null)
            Permit(person, request.Permission);
        foreach (var (name, value) in request.Attributes)
        {
            if (value.Length == 0)
                person.Attributes.Remove(name);
            else
                person.Attributes[name] = value;
        }

        return Task.FromResult(person);
    }

    public Task<TrackInfo?> MutePublishedTrackAsync(MuteRoomTrackRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        var track = Find(request.Room, request.Identity).Tracks.FirstOrDefault(t => t.Sid == request.TrackSid);
        if (track is not null)
            track.Muted = request.Muted;
        return Task.FromResult(track);
    }

    public Task UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PerformRpcAsync(PerformRpcRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SendDataAsync(SendDataRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        Sent.Enqueue(request);
        return Task.CompletedTask;
    }

    public Task<Room> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        if (!All.TryGetValue(request.Room, out var room))
            throw new RoomServiceException(TwirpErrorCode.NotFound, "requested room does not exist");
        room.Metadata = request.Metadata;
        return Task.FromResult(room);
    }

    private ParticipantInfo Find(string room, string identity) =>
        People.TryGetValue((room, identity), out var person) ? person : throw new RoomServiceException(TwirpErrorCode.NotFound, "participant does not exist");

    /// <summary>What may not be sent any more is taken back.</summary>
    private static void Permit(ParticipantInfo person, ParticipantPermission permission)
    {
        person.Permission = permission;
        foreach (var track in person.Tracks.Where(track => !permission.CanPublish || (permission.CanPublishSources.Count > 0 && !permission.CanPublishSources.Contains(track.Source))).ToList())
            person.Tracks.Remove(track);
    }

    private void Count(string room)
    {
        if (All.TryGetValue(room, out var found))
            found.NumParticipants = (uint)People.Keys.Count(key => key.Room == room);
    }

    private void ThrowIfFailing()
    {
        if (Failure is not null)
            throw Failure;
    }
}
