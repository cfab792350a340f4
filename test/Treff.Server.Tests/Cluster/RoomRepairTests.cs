using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Cluster;

/// <summary>What no webhook told is found by asking.</summary>
public class RoomRepairTests
{
    [Fact]
    public async Task Without_webhooks_whoever_comes_is_found_at_once_and_once_and_the_operator_is_told()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(cluster.App);
        var anna = await EnterAsync(cluster, meeting, "Anna");
        await cluster.Repair.CompareAsync(CancellationToken.None);
        await cluster.HeardAsync(2);
        Assert.Equal([("room_started", ""), ("participant_joined", anna)], cluster.Heard.Select(happened => (happened.Event, happened.Participant?.Identity ?? "")));
        Assert.All(cluster.Heard, happened => Assert.Equal("", happened.Id));
        Assert.True(cluster.Repair.MissesWebhooks);
        Assert.Single(cluster.App.Logs.Lines, line => line.Contains("LiveKit sends no webhooks here", StringComparison.Ordinal));
        await cluster.Repair.CompareAsync(CancellationToken.None);
        var told = new WebhookEvent { Event = "participant_joined", Id = "EV_late", Room = cluster.App.Rooms.All[meeting.Id].Clone(), Participant = Info(cluster, meeting, anna).Clone() };
        using (var late = await cluster.PostAsync(told))
            late.EnsureSuccessStatusCode();
        await EnterAsync(cluster, meeting, "Bert");
        // A webhook has come: they are on, and one that is a little late is waited for.
        await cluster.Repair.CompareAsync(CancellationToken.None);
        Assert.Equal(2, cluster.Heard.Count);
        await cluster.Repair.CompareAsync(CancellationToken.None);
        await cluster.HeardAsync(3);
        Assert.False(cluster.Repair.MissesWebhooks);
    }

    [Fact]
    public async Task Who_was_there_before_the_start_is_checked_and_missed_by_nobody()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(cluster.App);
        var anna = await EnterAsync(cluster, meeting, "Anna");
        Info(cluster, meeting, anna).JoinedAtMs = ClusterApp.Recorded.AddHours(-1).ToUnixTimeMilliseconds();
        await cluster.Repair.CompareAsync(CancellationToken.None);
        await cluster.HeardAsync(2);
        Assert.Equal((0L, false), (cluster.Repair.Found, cluster.Repair.MissesWebhooks));
    }

    [Fact]
    public async Task Who_was_sent_out_and_came_back_unheard_is_sent_out_again()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(cluster.App);
        var guest = await meeting.EnterAsync("Gert");
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, $"participants/{guest.Identity}/remove", new { keep_out = true }, meeting.Key));
        cluster.App.Rooms.Enter(guest.Claims);
        await cluster.Repair.CompareAsync(CancellationToken.None);
        for (var attempt = 0; attempt < 1000 && !cluster.App.Rooms.People.IsEmpty; attempt++)
            await Task.Delay(10);
        Assert.Empty(cluster.App.Rooms.People);
    }

    [Fact]
    public async Task Who_is_not_connected_yet_is_not_there()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(cluster.App);
        var anna = await EnterAsync(cluster, meeting, "Anna");
        Info(cluster, meeting, anna).State = ParticipantInfo.Types.State.Joining;
        await cluster.Repair.CompareAsync(CancellationToken.None);
        await cluster.HeardAsync(1);
        Assert.Equal("room_started", cluster.Heard[0].Event);
    }

    private static ParticipantInfo Info(ClusterApp cluster, HostedMeeting meeting, string identity) => cluster.App.Rooms.People[(meeting.Id, identity)];

    /// <summary>Comes a minute after the start.</summary>
    private static async Task<string> EnterAsync(ClusterApp cluster, HostedMeeting meeting, string name)
    {
        var person = await meeting.EnterAsync(name);
        Info(cluster, meeting, person.Identity).JoinedAtMs = ClusterApp.Recorded.AddMinutes(1).ToUnixTimeMilliseconds();
        return person.Identity;
    }
}
