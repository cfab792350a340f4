using Microsoft.EntityFrameworkCore;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Statistics;

/// <summary>How lost events and restarts are made good.</summary>
public class ComparisonTests
{
    private static readonly ParticipantInfo Anna = Person("PA_anna", "guest-anna", "Anna", 0);
    private static readonly ParticipantInfo Bert = Person("PA_bert", "guest-bert", "Bert", 10);

    [Fact]
    public async Task Who_came_unheard_is_found()
    {
        await using var app = await StartAsync();
        var withCamera = Anna.Clone();
        withCamera.Tracks.Add(new TrackInfo { Sid = "TR_1", Source = TrackSource.Camera });
        await app.CompareAsync(30, ("RM_1", [withCamera]));
        var stay = (await app.StaysAsync()).Single();
        Assert.Equal(("Anna", At(0), true, (DateTimeOffset?)null), (stay.Name, stay.JoinedAt, stay.IsConfirmed, stay.LeftAt));
        Assert.Equal(TrackSource.Camera, (await app.TracksAsync()).Single().Source);
        await app.TellAsync(Joined(Anna), Left(Anna, 40), Finished(60));
        Assert.Equal((1, 40L), ((await app.SessionAsync()).People, (await app.SessionAsync()).PersonSeconds));
    }

    [Fact]
    public async Task Who_left_unheard_has_left_when_last_seen()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Joined(Anna), Joined(Bert));
        await app.CompareAsync(30, ("RM_1", [Anna, Bert]));
        await app.CompareAsync(60, ("RM_1", [Anna]));
        Assert.All(await app.StaysAsync(), stay => Assert.Null(stay.LeftAt));
        await app.CompareAsync(90, ("RM_1", [Anna]));
        var stays = await app.StaysAsync();
        Assert.Null(stays[0].LeftAt);
        Assert.Equal((At(30), true, (string?)null), (stays[1].LeftAt!.Value, stays[1].LeftIsInferred, stays[1].Reason));
    }

    [Fact]
    public async Task What_is_told_late_counts_more_than_what_was_found_out()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Joined(Anna));
        await app.CompareAsync(30, ("RM_1", [Anna]));
        await app.CompareAsync(60);
        await app.CompareAsync(90);
        var session = await app.SessionAsync();
        Assert.Equal((At(30), true), (session.EndedAt!.Value, session.EndIsInferred));
        await app.TellAsync(Left(Anna, 44), Finished(64));
        session = await app.SessionAsync();
        Assert.Equal((At(44), false, 44L), (session.EndedAt!.Value, session.EndIsInferred, session.PersonSeconds));
        Assert.False((await app.StaysAsync()).Single().LeftIsInferred);
    }

    [Fact]
    public async Task Who_was_only_missing_in_a_listing_is_still_there()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Joined(Anna));
        await app.CompareAsync(30);
        await app.CompareAsync(60, ("RM_1", [Anna]));
        await app.CompareAsync(90);
        await app.CompareAsync(120, ("RM_1", [Anna]));
        Assert.Null((await app.StaysAsync()).Single().LeftAt);
        Assert.Null((await app.SessionAsync()).EndedAt);
        await app.CompareAsync(150);
        await app.CompareAsync(180);
        await app.CompareAsync(210, ("RM_1", [Anna]));
        Assert.Null((await app.StaysAsync()).Single().LeftAt);
        Assert.Null((await app.SessionAsync()).EndedAt);
    }

    [Fact]
    public async Task A_listing_that_is_older_than_the_goodbye_brings_nobody_back()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Joined(Anna), Left(Anna, 29), Finished(29));
        await app.CompareAsync(30, ("RM_1", [Anna]));
        Assert.Equal(At(29), (await app.StaysAsync()).Single().LeftAt);
        Assert.Equal(At(29), (await app.SessionAsync()).EndedAt);
    }

    [Fact]
    public async Task Who_comes_while_the_media_server_is_asked_is_not_missing()
    {
        await using var app = await StartAsync();
        var late = Person("PA_late", "guest-late", "Late", 31);
        await app.TellAsync(Joined(Anna));
        await app.CompareAsync(30, ("RM_1", [Anna]));
        await app.TellAsync(Joined(late));
        app.App.Time.AdjustTime(At(30));
        await app.Upkeep.CompareAsync(CancellationToken.None);
        await app.Upkeep.CompareAsync(CancellationToken.None);
        Assert.All(await app.StaysAsync(), stay => Assert.Null(stay.LeftAt));
    }

    [Fact]
    public async Task After_a_crash_what_was_open_ended_when_it_was_last_seen()
    {
        var app = await StartAsync();
        await app.TellAsync(Joined(Anna), Joined(Bert));
        await app.CompareAsync(30, ("RM_1", [Anna, Bert]));
        var folder = await app.App.StopAsync();
        await using var again = await StartAsync(new TreffAppSettings { Folder = folder, Time = new(At(500)) });
        await again.Recorder.FlushAsync(CancellationToken.None);
        var session = await again.SessionAsync();
        Assert.Equal((At(30), true, 50L), (session.EndedAt!.Value, session.EndIsInferred, session.PersonSeconds));
        Assert.All(await again.StaysAsync(), stay => Assert.Equal((At(30), true), (stay.LeftAt!.Value, stay.LeftIsInferred)));
        // The same people in the new process: another room, another session.
        await again.TellAsync(Joined(Person("PA_anna2", "guest-anna", "Anna", 510), "RM_2"));
        Assert.Equal([At(0), At(510)], (await again.SessionsAsync()).Select(each => each.StartedAt));
    }

    [Fact]
    public async Task With_the_media_server_elsewhere_meetings_go_on_over_a_restart()
    {
        var settings = new TreffAppSettings { LiveKitUrl = new Uri("ws://livekit.example.org") };
        var app = await StartAsync(settings);
        await app.TellAsync(Joined(Anna), Joined(Bert));
        await app.CompareAsync(30, ("RM_1", [Anna, Bert]));
        var folder = await app.App.StopAsync();
        await using var again = await StartAsync(settings with { Folder = folder, Time = new(At(500)), Rooms = new FakeRoomService() });
        await again.CompareAsync(500, ("RM_1", [Anna]));
        await again.CompareAsync(530, ("RM_1", [Anna]));
        var stays = await again.StaysAsync();
        Assert.Null(stays[0].LeftAt);
        Assert.Equal(At(30), stays[1].LeftAt);
        Assert.Null((await again.SessionAsync()).EndedAt);
    }

    [Fact]
    public async Task The_server_is_sampled_once_a_minute()
    {
        await using var app = await StartAsync();
        await app.CompareAsync(30, ("RM_1", [Anna, Bert]));
        await app.CompareAsync(40, ("RM_1", [Anna]));
        await app.CompareAsync(90);
        using var database = new Database(app.App);
        var samples = await database.Context.UsageSamples.OrderBy(sample => sample.Minute).ToListAsync();
        Assert.Equal([(1, 2), (0, 0)], samples.Select(sample => (sample.Meetings, sample.People)));
    }

    [Fact]
    public async Task An_unreachable_media_server_changes_nothing()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Joined(Anna));
        app.App.Rooms.Failure = new LiveKit.RoomServiceException(LiveKit.TwirpErrorCode.Unavailable, "gone");
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<LiveKit.RoomServiceException>(() => app.Upkeep.CompareAsync(CancellationToken.None));
        Assert.Null((await app.StaysAsync()).Single().LeftAt);
    }
}
