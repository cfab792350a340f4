using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Meetings;

public class MeetingSweepTests
{
    [Fact]
    public async Task An_expired_meeting_is_closed_and_its_room_deleted()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        await SweepAsync(app, TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Single(await app.RoomsAsync());
        await SweepAsync(app, TimeSpan.FromSeconds(1));
        Assert.Empty(await app.RoomsAsync());
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(app, id));
    }

    [Fact]
    public async Task A_meeting_with_people_in_it_goes_on()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var anna = await meeting.EnterAsync("Anna");
        await SweepAsync(app, TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, meeting.Id));
        await app.RoomService.RemoveParticipantAsync(meeting.Id, anna.Identity, CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, meeting.Id));
        await SweepAsync(app, MeetingSweep.Extension);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(app, meeting.Id));
    }

    [Fact]
    public async Task An_old_meeting_is_forgotten()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        await SweepAsync(app, TimeSpan.FromHours(24));
        await SweepAsync(app, MeetingSweep.Retention - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(app, id));
        await SweepAsync(app, TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, id));
    }

    /// <summary>Only a media server made of a dictionary fails and is well again when it is told to.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task The_clock_triggers_it_and_a_dead_media_server_does_not_stop_it()
    {
        await using var app = await TreffApp.StartAsync();
        await app.CreateMeetingAsync();
        app.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        app.Time.Advance(TimeSpan.FromHours(25));
        await Until.TrueAsync(() => app.Logs.Lines.Any(line => line.Contains("could not be swept", StringComparison.Ordinal)));
        app.Rooms.Failure = null;
        // The timer is armed again a moment after the failure.
        await Until.TrueAsync(() =>
        {
            app.Time.Advance(MeetingSweep.Interval);
            return app.Rooms.All.IsEmpty;
        });
    }

    private static async Task SweepAsync(TreffApp app, TimeSpan later)
    {
        app.SetClockOn(later);
        var sweep = app.Services.GetServices<IHostedService>().OfType<MeetingSweep>().Single();
        await sweep.SweepAsync(app.Time.GetUtcNow(), CancellationToken.None);
    }

    private static async Task<HttpStatusCode> StatusAsync(TreffApp app, string id)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", """{"display_name":"Anna"}""");
        return response.StatusCode;
    }
}
