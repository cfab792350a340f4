using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;
using State = Treff.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Treff.Server.Tests.Statistics;

/// <summary>A server that is told events of rooms, and asked what it wrote down.</summary>
internal sealed class StatisticsApp(TreffApp app) : IAsyncDisposable
{
    public const string Meeting = "abc-defg-hij";

    public TreffApp App => app;

    public StatisticsRecorder Recorder => app.Services.GetRequiredService<StatisticsRecorder>();

    public StatisticsUpkeep Upkeep => app.Services.GetRequiredService<StatisticsUpkeep>();

    /// <summary>Comparisons happen when a test says so, and at no other time.</summary>
    public static async Task<StatisticsApp> StartAsync(TreffAppSettings? settings = null) =>
        new(await TreffApp.StartAsync((settings ?? new TreffAppSettings()) with { Configure = RemoveUpkeepLoop }));

    private static void RemoveUpkeepLoop(IServiceCollection services)
    {
        foreach (var loop in services.Where(service => service.ImplementationFactory is Func<IServiceProvider, StatisticsUpkeep> && service.ServiceType == typeof(IHostedService)).ToList())
            services.Remove(loop);
    }

    /// <summary>Seconds after the start of the server's clock.</summary>
    public static DateTimeOffset At(int seconds) => TreffApp.Start.AddSeconds(seconds);

    public static ParticipantInfo Person(string sid, string identity, string name, int joinedAt, State state = State.Active) => new()
    {
        Sid = sid,
        Identity = identity,
        Name = name,
        State = state,
        JoinedAt = At(joinedAt).ToUnixTimeSeconds(),
        JoinedAtMs = At(joinedAt).ToUnixTimeMilliseconds(),
        Permission = new ParticipantPermission { CanPublish = true },
    };

    public static WebhookEvent Event(string name, int at, ParticipantInfo? participant = null, string room = "RM_1", string meeting = Meeting) => new()
    {
        Event = name,
        Id = Sid.NewWebhookEvent(),
        CreatedAt = At(at).ToUnixTimeSeconds(),
        Room = new Room { Sid = room, Name = meeting },
        Participant = participant,
    };

    public static WebhookEvent Joined(ParticipantInfo person, string room = "RM_1", string meeting = Meeting) =>
        Event("participant_joined", (int)(person.JoinedAt - TreffApp.Start.ToUnixTimeSeconds()), person, room, meeting);

    public static WebhookEvent Left(ParticipantInfo person, int at, DisconnectReason reason = DisconnectReason.ClientInitiated, string room = "RM_1", string meeting = Meeting)
    {
        var gone = person.Clone();
        gone.State = State.Disconnected;
        gone.DisconnectReason = reason;
        return Event("participant_left", at, gone, room, meeting);
    }

    /// <summary>As the media server tells it: of the participant only who it is.</summary>
    public static WebhookEvent Published(ParticipantInfo person, string track, TrackSource source, int at, string room = "RM_1")
    {
        var happened = Event("track_published", at, new ParticipantInfo { Sid = person.Sid, Identity = person.Identity }, room);
        happened.Track = new TrackInfo { Sid = track, Source = source };
        return happened;
    }

    public static WebhookEvent Finished(int at, string room = "RM_1", string meeting = Meeting) => Event("room_finished", at, room: room, meeting: meeting);

    /// <summary>Returns when all of it is in the database.</summary>
    public async Task TellAsync(params IEnumerable<WebhookEvent> events)
    {
        foreach (var happened in events)
            Recorder.OnRoomEvent(happened);
        await WrittenAsync(Recorder.FlushAsync(CancellationToken.None));
    }

    /// <summary>Writing that fails would be tried again at a time that never comes: then the test fails with what was logged.</summary>
    private async Task WrittenAsync(Task writing)
    {
        if (await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMinutes(2))) != writing)
            Assert.Fail(string.Join('\n', app.Logs.Lines.Where(line => line.Contains("could not be written", StringComparison.Ordinal))));
        await writing;
    }

    /// <summary>The media server is asked at this second, and has these people.</summary>
    public async Task CompareAsync(int at, params (string Room, ParticipantInfo[] People)[] rooms)
    {
        app.Time.AdjustTime(At(at));
        app.Rooms.All.Clear();
        app.Rooms.People.Clear();
        foreach (var (room, people) in rooms)
        {
            app.Rooms.All[Meeting] = new Room { Sid = room, Name = Meeting, NumParticipants = (uint)people.Length };
            foreach (var person in people)
                app.Rooms.People[(Meeting, person.Identity)] = person;
        }

        await WrittenAsync(Upkeep.CompareAsync(CancellationToken.None));
    }

    public async Task<MeetingSession> SessionAsync() => (await SessionsAsync()).Single();

    public async Task<List<MeetingSession>> SessionsAsync()
    {
        using var database = new Database(app);
        return await database.Context.MeetingSessions.AsNoTracking().OrderBy(s => s.StartedAt).ToListAsync();
    }

    public async Task<List<ParticipantStay>> StaysAsync()
    {
        using var database = new Database(app);
        return await database.Context.ParticipantStays.AsNoTracking().OrderBy(s => s.Sid).ToListAsync();
    }

    public async Task<List<StayTrack>> TracksAsync()
    {
        using var database = new Database(app);
        return await database.Context.StayTracks.AsNoTracking().OrderBy(t => t.Sid).ToListAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
