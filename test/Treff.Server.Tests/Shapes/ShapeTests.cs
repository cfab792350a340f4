using System.Net;
using System.Text.Json;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Shapes;

/// <summary>What must be the same wherever the media server is, with clients that connect for real.</summary>
public abstract class ShapeTests(Shape shape)
{
    [Fact]
    public async Task A_meeting_has_a_room_that_people_are_counted_in()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { name = "Elternabend", max_participants = 2 });
        var room = await meeting.RoomAsync();
        Assert.Equal((3600u, 20u), (room!.EmptyTimeout, room.MaxParticipants));
        Assert.Contains("\"treff\":{", room.Metadata, StringComparison.Ordinal);
        Assert.Equal(0, (await meeting.InfoAsync()).GetProperty("participant_count").GetInt32());
        await using var host = await (await meeting.JoinAsync("Hanna", meeting.Key)).ConnectAsync();
        Assert.Equal(1, (await meeting.InfoAsync()).GetProperty("participant_count").GetInt32());
        await using var guest = await (await meeting.JoinAsync("Gert")).ConnectAsync();
        var full = await meeting.CallAsync(HttpMethod.Post, "join", new { display_name = "Otto" }, expected: HttpStatusCode.Conflict);
        Assert.Equal("meeting_full", full.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Who_waits_hears_of_the_host_is_let_in_and_comes_in_as_the_same_person()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { waiting_room = "everyone" });
        var knocked = await meeting.KnockAsync("Gert");
        Assert.False(knocked.GetProperty("host_present").GetBoolean());
        var ticket = knocked.GetProperty("ticket").GetString()!;
        using var page = await EventReader.OpenAsync(shape.Http, $"/api/v1/meetings/{meeting.Id}/wait?ticket={ticket}");
        Assert.False((await page.NextAsync()).Data.GetProperty("host_present").GetBoolean());
        await using var host = await (await meeting.JoinAsync("Hanna", meeting.Key)).ConnectAsync();
        Assert.True((await page.NextAsync()).Data.GetProperty("host_present").GetBoolean());
        Assert.True((await meeting.KnockAsync("Otto")).GetProperty("host_present").GetBoolean());
        await meeting.DoAsync("lobby/admit-all");
        Assert.Equal("admitted", (await page.NextAsync()).Name);
        var guest = await meeting.JoinAsync("Gert", ticket: ticket);
        await using var client = await guest.ConnectAsync();
        var person = await meeting.PersonAsync(guest);
        Assert.Equal(("Gert", "guest"), (person!.Name, person.Attributes["role"]));
    }

    [Fact]
    public async Task Hosts_mute_promote_and_take_rights_away()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var guest = await meeting.JoinAsync("Gert");
        await using var host = await (await meeting.JoinAsync("Hanna", meeting.Key)).ConnectAsync();
        await using var client = await guest.ConnectAsync();
        await meeting.PersonAsync(guest, person => person?.Tracks.Count == 1);
        await meeting.DoAsync($"participants/{guest.Identity}/mute", new { source = "microphone" });
        await meeting.PersonAsync(guest, person => person!.Tracks[0].Muted);
        await meeting.DoAsync($"participants/{guest.Identity}/role", new { role = "cohost" });
        await meeting.PersonAsync(guest, person => person!.Attributes["role"] == "cohost");
        await meeting.DoAsync($"participants/{guest.Identity}/role", new { role = "guest" });
        await meeting.CallAsync(HttpMethod.Patch, "settings", new { permissions = new { camera = false }, locked = true }, meeting.Key);
        await meeting.PersonAsync(guest, person => person!.Permission.CanPublish && !person.Permission.CanPublishSources.Contains(TrackSource.Camera));
        await meeting.CallAsync(HttpMethod.Put, "spotlight", new { identity = guest.Identity }, meeting.Key, HttpStatusCode.NoContent);
        await meeting.UntilAsync(meeting.RoomAsync, room => room!.Metadata.Contains($"\"spotlight\":\"{guest.Identity}\"", StringComparison.Ordinal));
        var locked = await meeting.CallAsync(HttpMethod.Post, "join", new { display_name = "Otto" }, expected: HttpStatusCode.Locked);
        Assert.Equal("meeting_locked", locked.GetProperty("code").GetString());
        await meeting.DoAsync($"participants/{guest.Identity}/ask-to-unmute");
        await meeting.DoAsync("mute-all", new { keep_muted = true });
        await meeting.PersonAsync(guest, person => !person!.Permission.CanPublishSources.Contains(TrackSource.Microphone));
    }

    [Fact]
    public async Task Who_is_kept_out_stays_out_with_an_old_token_too()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var guest = await meeting.JoinAsync("Gert");
        await using var host = await (await meeting.JoinAsync("Hanna", meeting.Key)).ConnectAsync();
        await using var client = await guest.ConnectAsync();
        await meeting.DoAsync($"participants/{guest.Identity}/remove", new { keep_out = true });
        Assert.Equal(DisconnectReason.ParticipantRemoved, await client.SentAway);
        var refused = await meeting.CallAsync(HttpMethod.Post, "join", new { display_name = "Gert", ticket = guest.Ticket }, expected: HttpStatusCode.Forbidden);
        Assert.Equal("removed_from_meeting", refused.GetProperty("code").GetString());
        await AssertTurnedAwayAsync(guest);
    }

    [Fact]
    public async Task Whoever_comes_with_an_old_token_has_the_rights_of_now()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var guest = await meeting.JoinAsync("Gert");
        await meeting.CallAsync(HttpMethod.Patch, "settings", new { permissions = new { camera = false } }, meeting.Key);
        await using var client = await guest.ConnectAsync();
        await meeting.PersonAsync(guest, person => person!.Permission.CanPublishSources.Count > 0 && !person.Permission.CanPublishSources.Contains(TrackSource.Camera));
    }

    [Fact]
    public async Task Of_those_who_came_with_tokens_only_so_many_stay_as_fit()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { max_participants = 1 });
        var (first, second) = (await meeting.JoinAsync("Gert"), await meeting.JoinAsync("Otto"));
        await using var client = await first.ConnectAsync();
        await AssertTurnedAwayAsync(second);
        Assert.NotNull(await meeting.PersonAsync(first));
    }

    [Fact]
    public async Task A_meeting_that_was_ended_is_over_also_for_old_tokens()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var host = await meeting.JoinAsync("Hanna", meeting.Key);
        await using (var client = await host.ConnectAsync())
        {
            await meeting.DoAsync("end");
            Assert.Equal(DisconnectReason.RoomDeleted, await client.SentAway);
        }

        await meeting.CallAsync(HttpMethod.Post, "join", new { display_name = "Gert" }, expected: HttpStatusCode.Gone);
        await AssertTurnedAwayAsync(host);
    }

    [Fact]
    public async Task Attendance_tells_who_came_and_left()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var (host, guest) = (await meeting.JoinAsync("Hanna", meeting.Key), await meeting.JoinAsync("Gert"));
        await using (await host.ConnectAsync())
        {
            await using var client = await guest.ConnectAsync();
            await meeting.UntilAsync(() => PeopleAsync(meeting), people => people.Count == 2);
        }

        var people = await meeting.UntilAsync(() => PeopleAsync(meeting), people => people.TrueForAll(person => person.GetProperty("left_at").ValueKind == JsonValueKind.String));
        Assert.Equal([("Gert", "guest"), ("Hanna", "host")], people.Select(person => (Text(person, "name"), Text(person, "role"))).Order());
        Assert.All(people, person => Assert.Equal(shape.IsTold, person.GetProperty("left_is_exact").GetBoolean()));
        if (shape.IsTold)
            Assert.All(people, person => Assert.Equal("client_initiated", Text(person, "reason")));
    }

    [Fact]
    public async Task Who_is_in_the_meeting_reads_what_was_written_and_nobody_else()
    {
        var meeting = await ShapeMeeting.CreateAsync(shape, new { });
        var (gert, otto) = (await meeting.JoinAsync("Gert"), await meeting.JoinAsync("Otto"));
        await using var client = await gert.ConnectAsync();
        await meeting.CallAsync(HttpMethod.Post, "chat", new { id = Guid.NewGuid().ToString(), text = "Moin" }, gert.Token, HttpStatusCode.NoContent);
        await meeting.CallAsync(HttpMethod.Get, "chat", bearer: otto.Token, expected: HttpStatusCode.Forbidden);
        await using var other = await otto.ConnectAsync();
        var read = await meeting.CallAsync(HttpMethod.Get, "chat", bearer: otto.Token);
        Assert.Equal("Moin", Text(Assert.Single(read.GetProperty("messages").EnumerateArray()), "text"));
    }

    [Fact]
    public async Task A_room_that_only_the_media_server_knows_becomes_a_meeting()
    {
        Assert.SkipWhen(shape.SkipReason is not null, shape.SkipReason ?? "");
        var code = Server.Meetings.MeetingId.TryParse(System.Security.Cryptography.RandomNumberGenerator.GetHexString(10, lowercase: true), out var id) ? id.ToString() : throw new InvalidOperationException();
        await shape.Media.CreateRoomAsync(new CreateRoomRequest { Name = code, Metadata = """{"topic":"ours"}""" }, CancellationToken.None);
        var meeting = new ShapeMeeting(shape, code, key: "");
        var guest = await meeting.JoinAsync("Gert");
        await using var client = await guest.ConnectAsync();
        Assert.Equal("Gert", (await meeting.PersonAsync(guest))!.Name);
        var metadata = (await meeting.RoomAsync())!.Metadata;
        Assert.Contains("\"topic\":\"ours\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"treff\":{", metadata, StringComparison.Ordinal);
    }

    /// <summary>Refused at the door, or sent out again at once.</summary>
    private static async Task AssertTurnedAwayAsync(Guest guest)
    {
        try
        {
            await using var again = await guest.ConnectAsync();
            Assert.Equal(DisconnectReason.ParticipantRemoved, await again.SentAway);
        }
        catch (Exception exception) when (exception is IOException or System.Net.WebSockets.WebSocketException)
        {
            // Not even that far.
        }
    }

    private static async Task<List<JsonElement>> PeopleAsync(ShapeMeeting meeting)
    {
        var attendance = await meeting.CallAsync(HttpMethod.Get, "attendance", bearer: meeting.Key);
        return [.. attendance.GetProperty("sessions").EnumerateArray().SelectMany(session => session.GetProperty("participants").EnumerateArray())];
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

/// <summary>What only happens where rooms live on somebody else's server.</summary>
public abstract class ElsewhereTests(Shape shape) : ShapeTests(shape)
{
    private readonly Shape _shape = shape;

    [Fact]
    public async Task A_room_that_is_gone_comes_back_with_the_next_join_and_has_its_options()
    {
        var meeting = await ShapeMeeting.CreateAsync(_shape, new { permissions = new { camera = false } });
        await _shape.Media.DeleteRoomAsync(meeting.Id, CancellationToken.None);
        Assert.Null(await meeting.RoomAsync());
        var guest = await meeting.JoinAsync("Gert");
        var room = await meeting.RoomAsync();
        Assert.Equal((3600u, 20u), (room!.EmptyTimeout, room.MaxParticipants));
        Assert.Contains("\"camera\":false", room.Metadata, StringComparison.Ordinal);
        // Somebody else removes it again; the token opens a room without options, which get put in.
        await _shape.Media.DeleteRoomAsync(meeting.Id, CancellationToken.None);
        await using var client = await guest.ConnectAsync();
        await meeting.UntilAsync(meeting.RoomAsync, found => found?.Metadata.Contains("\"camera\":false", StringComparison.Ordinal) == true);
    }
}

/// <inheritdoc cref="EmbeddedShape"/>
public sealed class EmbeddedShapeTests(EmbeddedShape shape) : ShapeTests(shape), IClassFixture<EmbeddedShape>;

/// <inheritdoc cref="PairShape"/>
public sealed class PairShapeTests(PairShape shape) : ElsewhereTests(shape), IClassFixture<PairShape>;

/// <inheritdoc cref="LiveKitShape"/>
public sealed class LiveKitShapeTests(LiveKitShape shape) : ElsewhereTests(shape), IClassFixture<LiveKitShape>;
