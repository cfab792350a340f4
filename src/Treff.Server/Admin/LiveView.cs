using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Server.Storage;
using Treff.Sfu.Metrics;

namespace Treff.Server.Admin;

/// <summary>
/// What is going on right now. Looks at the media server no more than about once a second, however many watch, and not at all when nobody
/// does. Where the media server is elsewhere, it is asked over its API, which knows people but no rates.
/// </summary>
public sealed class LiveView(
    MediaInspection media,
    IRoomService rooms,
    IServiceScopeFactory scopes,
    StatisticsRecorder recorder,
    StartTime start,
    TreffOptions options,
    TimeProvider time) : IDisposable
{
    /// <summary>More would be no list that a person reads; a search finds the rest.</summary>
    public const int MaxMeetings = 100;

    /// <summary>Those who watch at the same moment share one look.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(900);

    private readonly SemaphoreSlim _looking = new(1);
    private readonly TrafficRate _traffic = new(time);
    private Look? _last;

    /// <summary>The server as it is now.</summary>
    /// <param name="selected">A meeting whose people are wanted; null = none.</param>
    /// <param name="search">Part of a code or name; null = all meetings.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<LiveServer> ReadAsync(string? selected, string? search, CancellationToken cancellationToken)
    {
        var look = await LookAsync(cancellationToken);
        var found = look.Meetings.Where(meeting => Matches(meeting, search)).ToList();
        var shown = found.OrderByDescending(meeting => meeting.People.Count).ThenBy(meeting => meeting.StartedAt).ThenBy(meeting => meeting.Id, StringComparer.Ordinal).Take(MaxMeetings);
        return new LiveServer(
            WireTime.Format(look.At),
            HealthEndpoints.Version,
            (long)start.Uptime.TotalSeconds,
            options.IsEmbedded,
            look.Meetings.Count,
            look.Meetings.Sum(meeting => meeting.People.Count),
            look.Received,
            look.Sent,
            Mean(look.Meetings.SelectMany(meeting => meeting.People)),
            Environment.WorkingSet,
            recorder.Lost,
            [.. media.Workers.Select(Worker)],
            [.. shown.Select(meeting => meeting.ToWire())],
            Math.Max(0, found.Count - MaxMeetings),
            await DetailsAsync(look.Meetings.FirstOrDefault(meeting => meeting.Id == selected), cancellationToken));
    }

    public void Dispose() => _looking.Dispose();

    private static bool Matches(Seen meeting, string? search) => string.IsNullOrWhiteSpace(search)
        || meeting.Id.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase)
        || meeting.Name?.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) == true;

    private async Task<Look> LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || time.GetElapsedTime(_last.Timestamp) >= Freshness)
                _last = await LookAgainAsync(cancellationToken);
            return _last;
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task<Look> LookAgainAsync(CancellationToken cancellationToken)
    {
        var (at, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var meetings = await media.InspectAsync(cancellationToken) is { } inspected
            ? Seen.From(inspected, _last, _last is null ? 0 : time.GetElapsedTime(_last.Timestamp, timestamp).TotalSeconds)
            : [.. (await rooms.ListRoomsAsync([], cancellationToken)).Where(room => room.NumParticipants > 0).Select(Seen.From)];
        await NameAsync(meetings, cancellationToken);
        var (received, sent) = _traffic.Next(media.Workers);
        return new Look(at, timestamp, meetings, received, sent);
    }

    private async Task NameAsync(List<Seen> meetings, CancellationToken cancellationToken)
    {
        if (meetings.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
        var ids = meetings.ConvertAll(meeting => meeting.Id);
        var names = await database.Meetings.Where(m => m.Name != null && ids.Contains(m.Id)).Select(m => new { m.Id, m.Name }).ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
        foreach (var meeting in meetings)
            meeting.Name = names.GetValueOrDefault(meeting.Id);
    }

    private async Task<LiveMeetingDetails?> DetailsAsync(Seen? meeting, CancellationToken cancellationToken)
    {
        if (meeting is null)
            return null;
        var people = meeting.IsInspected
            ? meeting.People
            : (await rooms.ListParticipantsAsync(meeting.Id, cancellationToken)).Where(participant => participant.State != ParticipantInfo.Types.State.Disconnected).Select(SeenPerson.From);
        return new LiveMeetingDetails(meeting.Id, meeting.Name, [.. people.OrderBy(person => person.JoinedAt, StringComparer.Ordinal).ThenBy(person => person.Identity, StringComparer.Ordinal)]);
    }

    private static LiveWorker Worker(WorkerSample sample) => new(
        sample.Worker,
        sample.BusyShare,
        sample.Rooms.Count,
        sample.Participants,
        sample.Turns.Percentile99.TotalMilliseconds,
        sample.Queues.Commands + sample.Queues.Handovers + sample.Queues.Handshakes,
        sample.Faults);

    internal static double? Mean(IEnumerable<LiveParticipant> people)
    {
        var losses = people.Where(person => person.ReceivedLoss is not null).Select(person => Math.Max(person.ReceivedLoss!.Value, person.SentLoss ?? 0)).ToList();
        return losses.Count > 0 ? losses.Average() : null;
    }

    /// <summary>One look at everything.</summary>
    internal sealed record Look(DateTimeOffset At, long Timestamp, List<Seen> Meetings, long? Received, long? Sent);

    /// <summary>A meeting as it was seen.</summary>
    internal sealed class Seen
    {
        public required string Id { get; init; }

        public string? Name { get; set; }

        public required DateTimeOffset StartedAt { get; init; }

        /// <summary>Where the media server is elsewhere, only their number counts.</summary>
        public required IReadOnlyList<LiveParticipant> People { get; init; }

        /// <summary>Their counters, for the rates of the next look; by sid.</summary>
        public IReadOnlyDictionary<string, PairSample> Bytes { get; init; } = new Dictionary<string, PairSample>();

        public bool IsInspected { get; init; }

        public static List<Seen> From(IReadOnlyList<RoomSnapshot> rooms, Look? before, double seconds)
        {
            var known = before?.Meetings.SelectMany(meeting => meeting.Bytes).ToDictionary(StringComparer.Ordinal) ?? [];
            return [.. rooms.Where(room => room.Participants.Count > 0).Select(room => new Seen
            {
                Id = room.Name,
                StartedAt = room.Participants.Min(participant => participant.JoinedAt),
                People = [.. room.Participants.Select(participant => SeenPerson.From(participant, known.TryGetValue(participant.Sid, out var bytes) ? bytes : null, seconds))],
                Bytes = room.Participants.ToDictionary(participant => participant.Sid, participant => participant.Bytes, StringComparer.Ordinal),
                IsInspected = true,
            })];
        }

        public static Seen From(Room room) => new()
        {
            Id = room.Name,
            StartedAt = room.CreationTimeMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(room.CreationTimeMs) : DateTimeOffset.FromUnixTimeSeconds(room.CreationTime),
            People = [.. Enumerable.Repeat(SeenPerson.Unknown, (int)Math.Min(room.NumParticipants, 100_000))],
        };

        public LiveMeeting ToWire() => new(
            Id, Name, WireTime.Format(StartedAt), People.Count, Sum(person => person.ReceivedBitsPerSecond), Sum(person => person.SentBitsPerSecond), Mean(People));

        /// <summary>Somebody who has just come has no rate yet; the others have.</summary>
        private long? Sum(Func<LiveParticipant, long?> rate) => People.Any(person => rate(person) is not null) ? People.Sum(rate) : null;
    }
}
