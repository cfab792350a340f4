using Treff.LiveKit.Protocol;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Statistics;

/// <summary>What room events leave in the database.</summary>
public class RecordingTests
{
    private static readonly ParticipantInfo Anna = Person("PA_anna", "guest-anna", "Anna", 0);
    private static readonly ParticipantInfo Bert = Person("PA_bert", "guest-bert", "Bert", 60);

    private static WebhookEvent[] Meeting =>
    [
        Published(Anna, "TR_mic", TrackSource.Microphone, 0),
        Joined(Anna),
        Joined(Bert),
        Published(Bert, "TR_cam", TrackSource.Camera, 61),
        Published(Bert, "TR_cam2", TrackSource.Camera, 90),
        Left(Bert, 120, DisconnectReason.ParticipantRemoved),
        Left(Anna, 300),
        Finished(320),
    ];

    [Fact]
    public async Task Who_came_and_left_is_known_with_names_and_times()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Meeting);
        var session = await app.SessionAsync();
        Assert.Equal((StatisticsApp.Meeting, 2, 2, 360L), (session.MeetingId, session.People, session.Peak, session.PersonSeconds));
        Assert.Equal((At(0), At(300), false, false), (session.StartedAt, session.EndedAt, session.EndIsInferred, session.IsIncomplete));
        var stays = await app.StaysAsync();
        Assert.Equal(["Anna", "Bert"], stays.Select(stay => stay.Name));
        Assert.Equal([(At(0), At(300)), (At(60), At(120))], stays.Select(stay => (stay.JoinedAt, stay.LeftAt!.Value)));
        Assert.Equal(["client_initiated", "participant_removed"], stays.Select(stay => stay.Reason));
        Assert.All(stays, stay => Assert.True(stay.IsConfirmed && !stay.LeftIsInferred));
        var tracks = await app.TracksAsync();
        Assert.Equal([("TR_cam", TrackSource.Camera), ("TR_cam2", TrackSource.Camera), ("TR_mic", TrackSource.Microphone)], tracks.Select(track => (track.Sid, track.Source)));
    }

    [Fact]
    public async Task Events_twice_and_in_any_order_give_the_same()
    {
        await using var ordered = await StartAsync();
        await ordered.TellAsync(Meeting);
        var expected = await ordered.StaysAsync();
        for (var seed = 1; seed <= 12; seed++)
        {
            var events = Meeting.Concat(Meeting).ToArray();
            new Random(seed).Shuffle(events);
            await using var app = await StartAsync();
            // One transaction for all, and one for each.
            if (seed % 2 == 0)
                await app.TellAsync(events);
            else
                foreach (var happened in events)
                    await app.TellAsync(happened);
            await app.CompareAsync(350);
            await app.CompareAsync(380);
            var stays = await app.StaysAsync();
            Assert.Equivalent(expected, stays, strict: true);
            Assert.Equal(3, (await app.TracksAsync()).Count);
            var session = await app.SessionAsync();
            Assert.Equal((2, 2, 360L, At(0), At(300)), (session.People, session.Peak, session.PersonSeconds, session.StartedAt, session.EndedAt!.Value));
        }
    }

    [Fact]
    public async Task Who_comes_again_is_one_person_with_two_stays()
    {
        await using var app = await StartAsync();
        var again = Person("PA_anna2", "guest-anna", "Anna", 30);
        await app.TellAsync(Joined(Anna), Left(Anna, 20), Joined(again), Left(again, 50), Finished(60));
        var session = await app.SessionAsync();
        Assert.Equal((1, 1, 40L), (session.People, session.Peak, session.PersonSeconds));
        Assert.Equal(2, (await app.StaysAsync()).Count);
    }

    [Fact]
    public async Task Rooms_without_people_recorders_and_who_never_got_in_are_no_attendance()
    {
        await using var app = await StartAsync();
        var recorder = Person("PA_rec", "EG_1", "", 0);
        recorder.Kind = ParticipantInfo.Types.Kind.Egress;
        var hidden = Person("PA_hidden", "watcher", "", 0);
        hidden.Permission.Hidden = true;
        var lost = Person("PA_lost", "guest-lost", "Lost", 5);
        await app.TellAsync(
            Event("room_started", 0), Joined(recorder), Left(recorder, 9), Joined(hidden), Left(hidden, 9), Finished(10));
        Assert.Empty(await app.SessionsAsync());
        await app.TellAsync(Published(lost, "TR_x", TrackSource.Camera, 6), Event("participant_connection_aborted", 7, lost), Finished(10));
        Assert.Equal((0, 0), ((await app.SessionAsync()).People, (await app.SessionAsync()).Peak));
        Assert.All(await app.StaysAsync(), stay => Assert.False(stay.IsConfirmed));
    }

    [Fact]
    public async Task Nonsense_is_ignored()
    {
        await using var app = await StartAsync();
        await app.TellAsync(
            new WebhookEvent { Event = "participant_joined" },
            Event("participant_joined", 0),
            Event("participant_joined", 0, new ParticipantInfo { Sid = new string('x', 65), Identity = "a" }),
            Event("participant_joined", 0, Anna, room: ""),
            Event("track_published", 0, Anna),
            Event("egress_ended", 0, Anna));
        Assert.Empty(await app.SessionsAsync());
        var farAway = Joined(Anna);
        farAway.CreatedAt = long.MaxValue;
        await app.TellAsync(farAway);
        Assert.Equal(At(0), (await app.SessionAsync()).StartedAt);
    }

    [Fact]
    public async Task A_name_and_a_role_are_the_newest_known()
    {
        await using var app = await StartAsync();
        var renamed = Anna.Clone();
        renamed.Name = "Anna Meyer";
        renamed.Attributes["role"] = "cohost";
        await app.TellAsync(Joined(Anna), Left(renamed, 30), Joined(Anna));
        var stay = (await app.StaysAsync()).Single();
        Assert.Equal(("Anna Meyer", "cohost"), (stay.Name, stay.Role));
    }

    [Fact]
    public async Task The_meetings_name_is_kept_with_the_session()
    {
        await using var app = await StartAsync();
        var created = await app.App.PostAsync("/api/v1/meetings/create", new { name = "Elternabend" });
        await app.TellAsync(Joined(Anna, meeting: created.GetProperty("meeting_id").GetString()!));
        Assert.Equal("Elternabend", (await app.SessionAsync()).MeetingName);
    }

    [Fact]
    public async Task More_than_fits_is_left_out_and_said_to_be()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Enumerable.Range(0, SessionBook.MaxTracks).Select(i => Published(Anna, $"TR_{i}", TrackSource.Camera, 1)).Prepend(Joined(Anna)));
        Assert.False((await app.SessionAsync()).IsIncomplete);
        await app.TellAsync(Published(Anna, "TR_one_more", TrackSource.Camera, 2));
        Assert.True((await app.SessionAsync()).IsIncomplete);
        Assert.Equal(SessionBook.MaxTracks, (await app.TracksAsync()).Count);
    }

    [Fact]
    public async Task Pseudonymous_means_no_name_and_no_identity_anywhere()
    {
        await using var app = await StartAsync(new TreffAppSettings { Statistics = new StatisticsOptions { IsPseudonymous = true } });
        var created = await app.App.PostAsync("/api/v1/meetings/create", new { name = "Beratung Anna" });
        var meeting = created.GetProperty("meeting_id").GetString()!;
        var again = Person("PA_anna2", "guest-anna", "Anna", 30);
        await app.TellAsync(Joined(Anna, meeting: meeting), Left(Anna, 20, meeting: meeting), Joined(again, meeting: meeting), Joined(Bert, meeting: meeting));
        await app.TellAsync(Joined(Person("PA_x", "guest-anna", "Anna", 40), "RM_2", "xyz-defg-hij"));
        var stays = await app.StaysAsync();
        Assert.All(stays, stay => Assert.Null(stay.Name));
        Assert.All(await app.SessionsAsync(), session => Assert.Null(session.MeetingName));
        Assert.Equal(2, stays.Where(stay => stay.SessionSid == "RM_1").Select(stay => stay.Identity).Distinct().Count());
        Assert.Equal(3, stays.Select(stay => stay.Identity).Distinct().Count());
        Assert.DoesNotContain(stays, stay => stay.Identity.Contains("anna", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, (await app.SessionsAsync())[0].People);
    }

    [Fact]
    public async Task Switched_off_nothing_is_recorded_and_what_was_is_gone()
    {
        var before = await StartAsync();
        await before.TellAsync(Meeting);
        var folder = await before.App.StopAsync();
        await using var app = await StartAsync(new TreffAppSettings { Folder = folder, Statistics = new StatisticsOptions { RetentionDays = 0 } });
        Assert.Empty(await app.SessionsAsync());
        Assert.Empty(await app.StaysAsync());
        Assert.Empty(await app.TracksAsync());
        Assert.DoesNotContain(Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetServices<Treff.Server.LiveKitApi.IRoomEventReader>(app.App.Services), reader => reader is StatisticsRecorder);
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten_and_what_goes_on_is_not()
    {
        await using var app = await StartAsync();
        await app.TellAsync(Meeting);
        await app.TellAsync(Joined(Person("PA_2", "guest-carl", "Carl", 0), "RM_2"));
        await app.CompareAsync(31 * 86_400, ("RM_2", [Person("PA_2", "guest-carl", "Carl", 0)]));
        await app.Upkeep.ForgetAsync(CancellationToken.None);
        Assert.Equal(["RM_2"], (await app.SessionsAsync()).Select(session => session.Sid));
        Assert.Equal(["PA_2"], (await app.StaysAsync()).Select(stay => stay.Sid));
        Assert.Empty(await app.TracksAsync());
    }
}
