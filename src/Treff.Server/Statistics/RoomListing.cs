using Treff.LiveKit.Protocol;
using Treff.Sfu.Metrics;

namespace Treff.Server.Statistics;

/// <summary>All rooms with somebody in them, as the media server listed them.</summary>
/// <param name="At">When it was asked: what happened later is not in it.</param>
/// <param name="Rooms">In no order.</param>
/// <param name="Usage">The server at that moment; null where nothing is known of it.</param>
/// <param name="EventsWereLost">Since the listing before: whoever came and left in between is not known.</param>
public sealed record RoomListing(DateTimeOffset At, IReadOnlyList<ListedRoom> Rooms, UsageSample? Usage, bool EventsWereLost);

/// <param name="Sid">Of this run.</param>
/// <param name="Name">The meeting's code.</param>
/// <param name="Participants">Everybody, also those who are no people.</param>
/// <param name="Details">By sid, where the media server is in this process.</param>
public sealed record ListedRoom(
    string Sid,
    string Name,
    IReadOnlyList<ParticipantInfo> Participants,
    IReadOnlyDictionary<string, ParticipantSnapshot> Details);
