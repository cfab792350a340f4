using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;

namespace Treff.Sfu.Rooms;

/// <summary>How rooms behave. The defaults are LiveKit's where it has one.</summary>
public sealed record RoomOptions
{
    /// <summary>A join creates a missing room. Without it an unknown room is refused with 404.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>How long a room nobody ever joined stays.</summary>
    public TimeSpan EmptyTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a room stays after the last one left.</summary>
    public TimeSpan DepartureTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>0 = unlimited.</summary>
    public int MaxParticipants { get; init; }

    /// <summary>Whether the server API may unmute somebody's track. Off: only the person can.</summary>
    public bool EnableRemoteUnmute { get; init; }

    /// <summary>
    /// Reported to clients. They read features from it: keep it at or below 1.13.6 until SVC simulcast is supported.
    /// </summary>
    public string ServerVersion { get; init; } = "1.13.5";

    /// <summary>Reported to clients and in logs.</summary>
    public string NodeId { get; init; } = "";

    /// <summary>STUN and TURN servers told to clients. None are needed to reach a server with a public address.</summary>
    public IReadOnlyList<ICEServer> IceServers { get; init; } = [];

    /// <summary>
    /// Signs a fresh token (about ten minutes) for a participant: sent at join and every five minutes, so that a client can come back
    /// after its first token expired. Null: no refresh. Called on the media thread: it must be quick and must not block.
    /// </summary>
    public Func<AccessTokenClaims, string>? TokenSigner { get; init; }

    /// <summary>Tracks one participant may publish at the same time.</summary>
    public int MaxTracksPerParticipant { get; init; } = 20;

    /// <summary>Rooms at the same time; 0 = unlimited.</summary>
    public int MaxRooms { get; init; }

    /// <summary>Participants of all rooms together; 0 = unlimited.</summary>
    public int MaxTotalParticipants { get; init; }

    /// <summary>Attributes that participants cannot change themselves, whatever their token allows: only their token and the server API set them.</summary>
    public IReadOnlySet<string> ServerAttributes { get; init; } = new HashSet<string>();

    /// <summary>Counts what is refused.</summary>
    public Refusals Refusals { get; init; } = new();

    /// <summary>What data channels may take of the server.</summary>
    public DataLimits Data { get; init; } = new();
}
