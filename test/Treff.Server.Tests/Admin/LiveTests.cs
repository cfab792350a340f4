using System.Net;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Admin;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Admin;

/// <summary>What is going on now, with the media server elsewhere (a list), and in this process.</summary>
[Trait("Database", "SQLite")]
public class LiveTests
{
    [Fact]
    public async Task Meetings_and_people_are_listed_without_what_cannot_be_known()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        var id = (await admin.App.PostAsync("/api/v1/meetings/create", new { name = "Elternabend" })).GetProperty("meeting_id").GetString()!;
        admin.App.Rooms.Enter(id, "guest-anna", "Anna");
        admin.App.Rooms.Add("empty", 0);
        var live = await admin.GetAsync($"live?meeting={id}");
        Assert.Equal((1, 1), (live.GetProperty("meeting_count").GetInt32(), live.GetProperty("participant_count").GetInt32()));
        var meeting = live.GetProperty("meetings").EnumerateArray().Single();
        Assert.Equal((id, "Elternabend"), (meeting.GetProperty("meeting_id").GetString(), meeting.GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Null, meeting.GetProperty("sent_bits_per_second").ValueKind);
        Assert.Equal("Anna", live.GetProperty("selected").GetProperty("participants")[0].GetProperty("name").GetString());
        Assert.Empty(live.GetProperty("workers").EnumerateArray());
    }

    [Fact]
    public async Task A_search_finds_by_code_and_name_and_long_lists_are_cut()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        for (var i = 0; i < LiveView.MaxMeetings + 5; i++)
            admin.App.Rooms.Add($"room-{i:000}", (uint)(i + 1));
        var live = await admin.GetAsync("live");
        Assert.Equal((105, 5), (live.GetProperty("meeting_count").GetInt32(), live.GetProperty("more_meetings").GetInt32()));
        Assert.Equal("room-104", live.GetProperty("meetings")[0].GetProperty("meeting_id").GetString());
        var found = await admin.GetAsync("live?query=ROOM-00");
        Assert.Equal(10, found.GetProperty("meetings").GetArrayLength());
        Assert.Equal(105, found.GetProperty("meeting_count").GetInt32());
    }

    [Fact]
    public async Task Events_come_every_two_seconds_until_somebody_signs_out()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        admin.App.Rooms.Add("room-1", 1);
        using var response = await admin.SendAsync(HttpMethod.Get, "live/events");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await NextAsync(admin, reader);
        Assert.Equal(("live", 1), (first.Event, first.Data.GetProperty("meeting_count").GetInt32()));
        admin.App.Rooms.Add("room-2", 1);
        var second = await NextAsync(admin, reader);
        Assert.Equal(2, second.Data.GetProperty("meeting_count").GetInt32());
        admin.App.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        Assert.Equal("unreachable", (await NextAsync(admin, reader)).Event);
        admin.App.Rooms.Failure = null;
        using (await admin.SendAsync(HttpMethod.Delete, "session")) { }
        var last = await NextAsync(admin, reader);
        while (last.Event == "live")
            last = await NextAsync(admin, reader);
        Assert.Equal("signed_out", last.Event);
        Assert.Equal("", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_stopping_server_does_not_wait_for_who_watches()
    {
        var admin = await AdminApp.StartSignedInAsync();
        using var response = await admin.SendAsync(HttpMethod.Get, "live/events");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(admin, reader);
        await admin.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_operator_ends_a_meeting_for_good_and_removes_people()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        var id = await admin.App.CreateMeetingAsync();
        admin.App.Rooms.Add(id, 1);
        admin.App.Rooms.Enter(id, "guest-anna", "Anna");
        Assert.Equal(HttpStatusCode.NoContent, await admin.StatusAsync(HttpMethod.Post, $"meetings/{id}/participants/guest-anna/remove"));
        Assert.Empty(admin.App.Rooms.People);
        Assert.Equal(HttpStatusCode.NotFound, await admin.StatusAsync(HttpMethod.Post, $"meetings/{id}/participants/guest-anna/remove"));
        Assert.Equal(HttpStatusCode.NoContent, await admin.StatusAsync(HttpMethod.Post, $"meetings/{id}/end"));
        Assert.Empty(admin.App.Rooms.All);
        using var info = await admin.App.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{id}/info");
        Assert.Equal(HttpStatusCode.Gone, info.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await admin.StatusAsync(HttpMethod.Post, $"meetings/{id}/end"));
        Assert.Contains(admin.App.Logs.Lines, line => line.Contains($"The operator ended meeting {id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_media_server_of_this_process_tells_workers_tracks_and_people()
    {
        await using var admin = await AdminApp.StartSignedInAsync(new TreffAppSettings { UsesRealMedia = true });
        var id = await admin.App.CreateMeetingAsync();
        var joined = await admin.App.JoinAsync(id);
        await using var client = await RecordedClient.JoinAsync(admin.App, joined.GetProperty("token").GetString()!);
        await client.PublishAsync();
        var live = await ReadUntilAsync(admin, $"live?meeting={id}", live =>
            live.GetProperty("selected") is { ValueKind: JsonValueKind.Object } selected && selected.GetProperty("participants")[0].GetProperty("camera").GetString() == "on");
        var person = live.GetProperty("selected").GetProperty("participants")[0];
        Assert.Equal(("Anna", "on", false, true), (
            person.GetProperty("name").GetString(), person.GetProperty("microphone").GetString(), person.GetProperty("is_connected").GetBoolean(), person.GetProperty("is_person").GetBoolean()));
        Assert.Equal(0, person.GetProperty("received_loss").GetDouble());
        live = await ReadUntilAsync(admin, "live", live => live.GetProperty("workers").EnumerateArray().Sum(worker => worker.GetProperty("participants").GetInt32()) == 1);
        Assert.True(live.GetProperty("embedded").GetBoolean());
        Assert.True(live.GetProperty("memory_bytes").GetInt64() > 0);
    }

    private static async Task<JsonElement> ReadUntilAsync(AdminApp admin, string path, Func<JsonElement, bool> isReached)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var live = await admin.GetAsync(path);
            if (isReached(live))
                return live;
            admin.App.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, timeout.Token);
        }
    }

    /// <summary>Lets time pass until the next event is there.</summary>
    private static async Task<(string Event, JsonElement Data)> NextAsync(AdminApp admin, StreamReader reader)
    {
        var reading = ReadAsync(reader);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!reading.IsCompleted)
        {
            admin.App.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(50, timeout.Token));
            timeout.Token.ThrowIfCancellationRequested();
        }

        return await reading;
    }

    private static async Task<(string Event, JsonElement Data)> ReadAsync(StreamReader reader)
    {
        var (name, data) = ("", "");
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
        }

        using var json = JsonDocument.Parse(data);
        return (name, json.RootElement.Clone());
    }
}
