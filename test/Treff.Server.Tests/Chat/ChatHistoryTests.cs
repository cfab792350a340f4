using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Chat;

public class ChatHistoryTests
{
    [Fact]
    public async Task Who_comes_later_reads_what_was_written()
    {
        await using var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        await chat.KeepAsync(anna, "m-1", "Grüße\nzwei Zeilen <b>&amp;</b>");
        await chat.KeepAsync(anna, "m-2", "👋🏽");
        var messages = await chat.MessagesAsync(await chat.EnterAsync("Ben"));
        Assert.Equal(["m-1", "m-2"], messages.Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("Grüße\nzwei Zeilen <b>&amp;</b>", messages[0].GetProperty("text").GetString());
        Assert.Equal(("Anna", "2026-01-15T10:30:00.000Z"), (messages[0].GetProperty("sender_name").GetString(), messages[0].GetProperty("sent_at").GetString()));
    }

    [Fact]
    public async Task Sender_and_name_come_from_token_and_room_whatever_the_body_says()
    {
        await using var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        using (await chat.WriteAsync(anna, new { id = "m-1", text = "Hallo", sender_name = "Ben", sender_identity = "guest-ben" }))
        {
            var message = Assert.Single(await chat.MessagesAsync(anna));
            Assert.Equal("Anna", message.GetProperty("sender_name").GetString());
            Assert.StartsWith("guest-", message.GetProperty("sender_identity").GetString(), StringComparison.Ordinal);
            Assert.NotEqual("guest-ben", message.GetProperty("sender_identity").GetString());
        }
    }

    [Fact]
    public async Task A_message_sent_again_is_kept_once()
    {
        await using var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        await chat.KeepAsync(anna, "m-1", "Hallo");
        await chat.KeepAsync(anna, "m-1", "Hallo");
        Assert.Equal(["Hallo"], await chat.TextsAsync(anna));
    }

    [Fact]
    public async Task The_oldest_go_beyond_the_number()
    {
        await using var chat = await ChatApp.StartAsync(new ChatOptions { HistoryMessages = 2 });
        var anna = await chat.EnterAsync("Anna");
        foreach (var text in new[] { "one", "two", "three" })
            await chat.KeepAsync(anna, text, text);
        Assert.Equal(["two", "three"], await chat.TextsAsync(anna));
    }

    [Fact]
    public async Task The_oldest_go_beyond_the_bytes()
    {
        await using var chat = await ChatApp.StartAsync(new ChatOptions { HistoryBytes = 1024 });
        var anna = await chat.EnterAsync("Anna");
        foreach (var id in new[] { "1", "2", "3" })
            await chat.KeepAsync(anna, id, new string('ä', 220));
        Assert.Equal(["2", "3"], (await chat.MessagesAsync(anna)).Select(m => m.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task It_survives_a_restart_of_the_server()
    {
        var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        await chat.KeepAsync(anna, "m-1", "still here");
        var rooms = chat.App.Rooms;
        var folder = await chat.App.StopAsync();
        await using var again = new ChatApp(await TreffApp.StartAsync(new TreffAppSettings { Folder = folder, Rooms = rooms }), chat.Meeting);
        Assert.Equal(["still here"], await again.TextsAsync(anna));
    }

    [Fact]
    public async Task It_goes_with_the_meeting()
    {
        await using var chat = await ChatApp.StartAsync();
        await chat.KeepAsync(await chat.EnterAsync("Anna"), "m-1", "Hallo");
        chat.App.Rooms.All.Clear();
        chat.App.SetClockOn(TimeSpan.FromHours(24));
        var sweep = chat.App.Services.GetServices<IHostedService>().OfType<MeetingSweep>().Single();
        await sweep.SweepAsync(chat.App.Time.GetUtcNow(), CancellationToken.None);
        using var database = new Database(chat.App);
        Assert.Empty(database.Context.ChatMessages);
    }

    [Fact]
    public async Task Joining_tells_what_the_chat_allows()
    {
        await using var chat = await ChatApp.StartAsync(new ChatOptions { History = false, MaxMessageLength = 300, MaxFileBytes = 0 });
        var rules = (await chat.App.JoinAsync(chat.Meeting)).GetProperty("chat");
        Assert.Equal(
            (false, 300, 0),
            (rules.GetProperty("history").GetBoolean(), rules.GetProperty("max_message_length").GetInt32(), rules.GetProperty("max_file_bytes").GetInt32()));
    }
}
