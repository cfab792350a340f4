using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Statistics;

/// <summary>The queue between the events and the database.</summary>
public class RecorderTests
{
    private static readonly ParticipantInfo Anna = Person("PA_anna", "guest-anna", "Anna", 0);

    [Fact]
    public async Task What_does_not_fit_into_the_queue_is_counted_and_marks_the_meetings()
    {
        await using var app = await StartAsync();
        using var recorder = NewRecorder(app);
        recorder.OnRoomEvent(Joined(Anna));
        for (var i = 1; i < StatisticsRecorder.MaxQueued; i++)
            recorder.OnRoomEvent(Event("track_unpublished", 1, Anna));
        Assert.Equal(0, recorder.Lost);
        recorder.OnRoomEvent(Left(Anna, 5));
        Assert.Equal(1, recorder.Lost);
        await recorder.StartAsync(CancellationToken.None);
        await recorder.CompleteAsync(CancellationToken.None);
        Assert.Null((await app.StaysAsync()).Single().LeftAt);
    }

    [Fact]
    public async Task Lost_events_show_in_the_log_and_at_the_meeting()
    {
        await using var app = await StartAsync();
        var happened = Joined(Anna);
        happened.NumDropped = 7;
        await app.TellAsync(happened);
        Assert.Equal(7, app.Recorder.Lost);
        await app.CompareAsync(30, ("RM_1", [Anna]));
        Assert.True((await app.SessionAsync()).IsIncomplete);
        Assert.Contains(app.App.Logs.Lines, line => line.Contains("7 events of rooms were not recorded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_that_fails_for_a_while_loses_nothing(bool isAlone)
    {
        await using var app = await StartAsync();
        await ExecuteAsync(app, "ALTER TABLE \"MeetingSessions\" RENAME TO \"Elsewhere\"");
        app.Recorder.OnRoomEvent(Joined(Anna));
        if (!isAlone)
            app.Recorder.OnRoomEvent(Left(Anna, 30));
        await Until.TrueAsync(() => app.App.Logs.Lines.Any(line => line.Contains("could not be written (attempt 1)", StringComparison.Ordinal)));
        await ExecuteAsync(app, "ALTER TABLE \"Elsewhere\" RENAME TO \"MeetingSessions\"");
        var written = app.Recorder.FlushAsync(CancellationToken.None);
        while (!written.IsCompleted)
        {
            app.App.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(written, Task.Delay(20));
        }

        Assert.Equal(isAlone ? null : At(30), (await app.StaysAsync()).Single().LeftAt);
        Assert.Equal(0, app.Recorder.Lost);
    }

    [Fact]
    public async Task A_stopping_server_writes_what_it_has_heard()
    {
        var app = await StartAsync();
        for (var i = 0; i < 300; i++)
            app.Recorder.OnRoomEvent(Joined(Person($"PA_{i:0000}", $"guest-{i}", "Somebody", 0), $"RM_{i % 50}"));
        var folder = await app.App.StopAsync();
        await using var again = await StartAsync(new TreffAppSettings { Folder = folder });
        Assert.Equal(300, (await again.StaysAsync()).Count);
        Assert.All(await again.SessionsAsync(), session => Assert.Equal((6, 6), (session.People, session.Peak)));
    }

    private static StatisticsRecorder NewRecorder(StatisticsApp app)
    {
        var services = app.App.Services;
        return new StatisticsRecorder(
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<TreffOptions>(),
            services.GetRequiredService<Pseudonyms>(),
            app.App.Time,
            NullLogger<StatisticsRecorder>.Instance);
    }

    private static async Task ExecuteAsync(StatisticsApp app, string sql)
    {
        using var database = new Database(app.App);
        await database.Context.Database.OpenConnectionAsync();
        await using DbCommand command = database.Context.Database.GetDbConnection().CreateCommand();
        // Renaming must not carry the foreign key along.
        var setting = database.Context.Database.IsSqlite() ? "PRAGMA legacy_alter_table=ON; " : "";
        command.CommandText = $"{setting}{sql};";
        await command.ExecuteNonQueryAsync();
    }
}
