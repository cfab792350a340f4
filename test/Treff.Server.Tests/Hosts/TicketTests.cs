using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Hosts;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Hosts;

/// <summary>What a meeting remembers of people, and for how long.</summary>
public class TicketTests
{
    [Fact]
    public async Task The_oldest_guests_are_forgotten_first_and_never_those_who_are_kept_out()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var (host, banned) = (await meeting.EnterAsync("Hanna", meeting.Key), await meeting.EnterAsync("Eve"));
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, $"participants/{banned.Identity}/remove", new { keep_out = true }, meeting.Key));
        var guests = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            app.SetClockOn(TimeSpan.FromSeconds(1));
            guests.Add((await meeting.EnterAsync($"Guest {i}")).Identity);
        }

        await TrimAsync(app, most: 2);
        using var database = new Database(app);
        Assert.Equal(
            new[] { host.Identity, banned.Identity, guests[2], guests[3] }.Order(StringComparer.Ordinal),
            database.Context.Tickets.Select(t => t.Identity).ToList().Order(StringComparer.Ordinal));
        await TrimAsync(app, most: 2);
        Assert.Equal(4, database.Context.Tickets.Count());
    }

    [Fact]
    public async Task A_day_after_a_meeting_nobody_is_remembered()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        await meeting.EnterAsync("Gert");
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, "end", bearer: meeting.Key));
        app.SetClockOn(TimeSpan.FromHours(24));
        await TrimAsync(app, most: 100);
        using var database = new Database(app);
        Assert.Single(database.Context.Tickets);
        app.SetClockOn(TimeSpan.FromSeconds(1));
        await TrimAsync(app, most: 100);
        Assert.Empty(database.Context.Tickets);
    }

    private static async Task TrimAsync(TreffApp app, int most)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Tickets>().TrimAsync(most, TimeSpan.FromHours(24), CancellationToken.None);
    }
}
