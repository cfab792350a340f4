using System.Diagnostics.CodeAnalysis;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Rooms;

/// <summary>The rooms of one worker by name; used on its thread only.</summary>
internal sealed class RoomRegistry(RoomServices services, Action<Action> post)
{
    public const string UnknownRoom = "requested room does not exist";
    public const string TooManyRooms = "the server has too many rooms";
    public const string FullRoom = "room has exceeded its max participants";

    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private bool _isStopping;

    public IReadOnlyCollection<Room> Rooms => _rooms.Values;

    public RoomOptions Options => services.Options;

    /// <summary>The worker they are on.</summary>
    public int Worker => services.Worker;

    /// <summary>Counted when it refuses.</summary>
    public bool MayCreate() => Allows(Options.MaxRooms, services.Population.Server.Rooms, Refusal.Rooms);

    public bool TryFind(string name, [NotNullWhen(true)] out Room? room) => _rooms.TryGetValue(name, out room);

    public Room Create(string name, RoomSettings settings)
    {
        var room = new Room(name, settings, services) { Closed = Forget };
        _rooms.Add(name, room);
        services.Population.OnRoomStarted();
        services.Placements?.OnRoomStarted(name);
        services.Events.RoomStarted(room);
        return room;
    }

    /// <summary>Lets a client in, or refuses it with an HTTP status.</summary>
    public SignalOpenResult Open(SignalOpenRequest request)
    {
        if (_isStopping)
            return SignalOpenResult.Refused(503, "server is shutting down");
        var session = new SignalSession(post);
        if (request.Join.Reconnect)
        {
            Reopen(request, session);
            return SignalOpenResult.Accepted(session);
        }

        if (!Allows(Options.MaxTotalParticipants, services.Population.Server.Participants, Refusal.Participants))
            return SignalOpenResult.Refused(503, "the server is full");
        if (!TryFind(request.Claims.Video.Room, out var room))
        {
            if (!services.Options.AutoCreate || !request.MayCreateRoom)
                return SignalOpenResult.Refused(404, UnknownRoom);
            if (!MayCreate())
                return SignalOpenResult.Refused(503, TooManyRooms);
            room = Create(request.Claims.Video.Room, RoomSettings.From(services.Options, request.Claims.RoomConfig));
        }

        if (IsFullFor(room, request.Claims))
            return SignalOpenResult.Refused(500, FullRoom);
        room.Run(() => room.Join(request, session));
        return session.Handler is null ? SignalOpenResult.Refused(500, "the room failed") : SignalOpenResult.Accepted(session);
    }

    /// <summary>Why somebody would not be let in; null when they would be. Nothing is kept free for them.</summary>
    public string? FindRefusal(AccessTokenClaims claims, bool mayCreateRoom)
    {
        if (TryFind(claims.Video.Room, out var room))
            return IsFullFor(room, claims) ? FullRoom : null;
        return services.Options.AutoCreate && mayCreateRoom ? null : UnknownRoom;
    }

    /// <summary>Ends every room and lets nobody in any more. Returns the sessions that still have to be told.</summary>
    public IReadOnlyList<SignalSession> Stop()
    {
        _isStopping = true;
        var sessions = _rooms.Values.SelectMany(room => room.Participants).Select(participant => participant.Session).ToList();
        foreach (var room in _rooms.Values.ToArray())
            room.Close(DisconnectReason.ServerShutdown, RoomEndReason.RoomEndServerShutdown);
        return sessions;
    }

    /// <summary>A client is back on a new socket, or gets the one answer that makes it join anew.</summary>
    private void Reopen(SignalOpenRequest request, SignalSession session)
    {
        if (TryFind(request.Claims.Video.Room, out var room))
            room.Run(() => Resume.TryAttach(room, request, session));
        if (session.Handler is null)
            Resume.Refuse(session);
    }

    private bool Allows(int limit, int count, Refusal refusal)
    {
        if (limit == 0 || count < limit)
            return true;
        Options.Refusals.Count(refusal);
        return false;
    }

    private static bool IsFullFor(Room room, AccessTokenClaims claims) =>
        room.IsFull && Participant.NeedsSeat(claims.Video.ToPermission(), claims.Kind) && !room.TryFind(claims.Identity, out _);

    private void Forget(Room room)
    {
        _rooms.Remove(room.Name);
        services.Population.OnRoomEnded();
        services.Placements?.OnRoomEnded(room.Name);
    }
}
