using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Chat;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Chat;

/// <summary>Every refusal of the chat, over HTTP, in both languages.</summary>
public class ChatRefusalTests
{
    [Theory]
    [InlineData("en", "Join the meeting first and send the token from the answer as “Authorization: Bearer …”.")]
    [InlineData("de", "Tritt zuerst dem Meeting bei und sende das Token aus der Antwort als „Authorization: Bearer …“.")]
    public async Task Nobody_reads_or_writes_without_a_token(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync();
        await AssertRefusedAsync(await chat.ReadAsync(null, language), 401, "token_invalid", detail);
        await AssertRefusedAsync(await chat.WriteAsync(null, new { id = "1", text = "a" }, language), 401, "token_invalid", detail);
        await AssertRefusedAsync(await chat.ReadAsync("nonsense", language), 401, "token_invalid", detail);
    }

    [Theory]
    [InlineData("en", "Join this meeting and use the token from that answer.")]
    [InlineData("de", "Tritt diesem Meeting bei und nimm das Token aus jener Antwort.")]
    public async Task A_token_of_another_meeting_does_not_fit(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync();
        var other = await chat.EnterAsync("Anna", await chat.App.CreateMeetingAsync());
        await AssertRefusedAsync(await chat.ReadAsync(other, language), 403, "token_for_other_meeting", detail);
        await AssertRefusedAsync(await chat.WriteAsync(other, new { id = "1", text = "a" }, language), 403, "token_for_other_meeting", detail);
    }

    [Theory]
    [InlineData("en", "Connect to the meeting, then try again.")]
    [InlineData("de", "Verbinde dich mit dem Meeting und versuch es dann noch einmal.")]
    public async Task Who_was_sent_out_keeps_the_token_but_not_the_chat(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        chat.App.Rooms.People.Clear();
        await AssertRefusedAsync(await chat.ReadAsync(anna, language), 403, "not_in_meeting", detail);
        await AssertRefusedAsync(await chat.WriteAsync(anna, new { id = "1", text = "a" }, language), 403, "not_in_meeting", detail);
    }

    [Theory]
    [InlineData("en", "Shorten it to at most 5 characters.")]
    [InlineData("de", "Kürze sie auf höchstens 5 Zeichen.")]
    public async Task A_message_has_a_longest_length_in_characters(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync(new ChatOptions { MaxMessageLength = 5 });
        var anna = await chat.EnterAsync("Anna");
        await chat.KeepAsync(anna, "fits", "👋👋👋👋👋");
        await AssertRefusedAsync(await chat.WriteAsync(anna, new { id = "1", text = "sechs!" }, language), 400, "message_too_long", detail);
    }

    [Theory]
    [InlineData(null, "a", "message_id_invalid")]
    [InlineData("", "a", "message_id_invalid")]
    [InlineData("../1", "a", "message_id_invalid")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "a", "message_id_invalid")]
    [InlineData("1", null, "message_blank")]
    [InlineData("1", " \n\t", "message_blank")]
    public async Task A_message_needs_an_id_and_something_to_read(string? id, string? text, string code)
    {
        await using var chat = await ChatApp.StartAsync();
        await AssertRefusedAsync(await chat.WriteAsync(await chat.EnterAsync("Anna"), new { id, text }), 400, code);
    }

    [Fact]
    public async Task Nobody_writes_over_the_message_of_another()
    {
        await using var chat = await ChatApp.StartAsync();
        var anna = await chat.EnterAsync("Anna");
        await chat.KeepAsync(anna, "1", "mine");
        await AssertRefusedAsync(await chat.WriteAsync(await chat.EnterAsync("Ben"), new { id = "1", text = "mine" }), 409, "message_id_taken");
        Assert.Equal(["mine"], await chat.TextsAsync(anna));
    }

    [Theory]
    [InlineData("en", "Wait a few seconds, then try again.")]
    [InlineData("de", "Warte ein paar Sekunden und versuch es dann noch einmal.")]
    public async Task A_flood_of_one_does_not_stop_the_others(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync();
        var (anna, ben) = (await chat.EnterAsync("Anna"), await chat.EnterAsync("Ben"));
        for (var i = 0; i < ChatPace.Burst; i++)
            await chat.KeepAsync(anna, $"m-{i}", "a");
        var refused = await chat.WriteAsync(anna, new { id = "more", text = "a" }, language);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await AssertRefusedAsync(refused, 429, "too_many_messages", detail);
        await chat.KeepAsync(ben, "from-ben", "b");
        chat.App.Time.Advance(ChatPace.PerRequest);
        await chat.KeepAsync(anna, "later", "a");
    }

    [Theory]
    [InlineData("en", "Create a new meeting and send its link to everybody.")]
    [InlineData("de", "Erstelle ein neues Meeting und schick allen den neuen Link.")]
    public async Task An_expired_meeting_has_no_chat(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync();
        // Issued late: valid longer than the meeting.
        chat.App.SetClockOn(TimeSpan.FromHours(23));
        var anna = await chat.EnterAsync("Anna");
        chat.App.Rooms.All.Clear();
        chat.App.SetClockOn(TimeSpan.FromHours(1));
        await AssertRefusedAsync(await chat.ReadAsync(anna, language), 410, "meeting_expired", detail);
    }

    [Theory]
    [InlineData("en", "People in the meeting still get what is written. Whoever runs this server can set CHAT_HISTORY=on.")]
    [InlineData("de", "Wer im Meeting ist, bekommt trotzdem alles. Wer den Server betreibt, kann CHAT_HISTORY=on setzen.")]
    public async Task A_server_without_history_says_so(string language, string detail)
    {
        await using var chat = await ChatApp.StartAsync(new ChatOptions { History = false });
        await AssertRefusedAsync(await chat.ReadAsync(await chat.EnterAsync("Anna"), language), 404, "chat_history_off", detail);
    }

    [Fact]
    public async Task Who_may_not_send_data_may_read_but_not_write()
    {
        await using var chat = await ChatApp.StartAsync();
        chat.App.Rooms.Enter(chat.Meeting, "viewer", "Vera");
        var claims = new AccessTokenClaims
        {
            Identity = "viewer",
            Video = new VideoGrant { RoomJoin = true, Room = chat.Meeting, CanPublishData = false },
        };
        var token = AccessToken.Create(TreffAppSettings.Development, claims, TreffApp.Start, TimeSpan.FromHours(1));
        Assert.Empty(await chat.MessagesAsync(token));
        await AssertRefusedAsync(await chat.WriteAsync(token, new { id = "1", text = "a" }), 403, "may_not_write");
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, int status, string code, string? detail = null)
    {
        using (response)
        {
            Assert.Equal(status, (int)response.StatusCode);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(code, problem.GetProperty("code").GetString());
            if (detail is not null)
                Assert.Equal(detail, problem.GetProperty("detail").GetString());
        }
    }
}
