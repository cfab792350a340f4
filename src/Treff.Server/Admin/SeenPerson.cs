using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Sfu.Metrics;

namespace Treff.Server.Admin;

/// <summary>Says of a participant what the operator gets to see.</summary>
internal static class SeenPerson
{
    private const string RoleAttribute = "role";

    /// <summary>Somebody of whom only is known that they are there.</summary>
    public static readonly LiveParticipant Unknown = new("", "", null, true, true, "", "off", "off", false, null, null, null, null, null, null, 0);

    /// <summary>Of the media server in this process.</summary>
    /// <param name="participant">Now.</param>
    /// <param name="before">The counters of the look before; null when they were not there.</param>
    /// <param name="seconds">Since then.</param>
    public static LiveParticipant From(ParticipantSnapshot participant, PairSample? before, double seconds) => new(
        participant.Identity,
        participant.Name,
        participant.Attributes.GetValueOrDefault(RoleAttribute),
        participant.IsPerson,
        participant.WasConnected,
        WireTime.Format(participant.JoinedAt),
        StateOf(participant, TrackSource.Microphone),
        StateOf(participant, TrackSource.Camera),
        participant.Tracks.Any(track => track is { Source: TrackSource.ScreenShare, IsMuted: false }),
        Rate(participant.Bytes.Received, before?.Received, seconds),
        Rate(participant.Bytes.Sent, before?.Sent, seconds),
        participant.Loss.Received,
        participant.Loss.Sent,
        participant.EstimatedBitsPerSecond,
        ConnectionRating.Of(
            (int)participant.Quality.Measured.TotalSeconds, (int)participant.Quality.Good.TotalSeconds, (int)participant.Quality.Poor.TotalSeconds)?.Rating,
        participant.Resumes);

    /// <summary>Of a media server elsewhere.</summary>
    public static LiveParticipant From(ParticipantInfo participant) => new(
        participant.Identity,
        participant.Name,
        Person.RoleOf(participant),
        Person.Is(participant),
        participant.State == ParticipantInfo.Types.State.Active,
        Person.JoinedAt(participant) is { } joinedAt ? WireTime.Format(joinedAt) : "",
        StateOf(participant, TrackSource.Microphone),
        StateOf(participant, TrackSource.Camera),
        participant.Tracks.Any(track => track is { Source: TrackSource.ScreenShare, Muted: false }),
        null,
        null,
        null,
        null,
        null,
        null,
        0);

    private static long? Rate(long bytes, long? before, double seconds) =>
        before is { } known && seconds > 0 && bytes >= known ? (long)((bytes - known) * 8 / seconds) : null;

    private static string StateOf(ParticipantSnapshot participant, TrackSource source) =>
        Word(participant.Tracks.Where(track => track.Source == source).Select(track => track.IsMuted));

    private static string StateOf(ParticipantInfo participant, TrackSource source) =>
        Word(participant.Tracks.Where(track => track.Source == source).Select(track => track.Muted));

    private static string Word(IEnumerable<bool> muted)
    {
        var tracks = muted.ToList();
        return tracks.Count == 0 ? "off" : tracks.Contains(false) ? "on" : "muted";
    }
}
