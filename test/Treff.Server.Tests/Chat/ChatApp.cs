using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Chat;

/// <summary>A meeting with people in it who write and read over real HTTP.</summary>
internal sealed class ChatApp(TreffApp app, string meeting) : IAsyncDisposable
{
    public TreffApp App => app;

    public string Meeting => meeting;

    public static async Task<ChatApp> StartAsync(ChatOptions? options = null)
    {
        var app = await TreffApp.StartAsync(new TreffAppSettings { Chat = options ?? new ChatOptions() });
        return new ChatApp(app, await app.CreateMeetingAsync());
    }

    /// <summary>Somebody who is connected; the token.</summary>
    public async Task<string> EnterAsync(string name, string? id = null)
    {
        var joined = await app.JoinAsync(id ?? meeting, name);
        app.Rooms.Enter(id ?? meeting, joined.GetProperty("participant_id").GetString()!, name);
        return joined.GetProperty("token").GetString()!;
    }

    public Task<HttpResponseMessage> WriteAsync(string? token, object body, string? language = null) =>
        SendAsync(HttpMethod.Post, token, JsonSerializer.Serialize(body), language);

    public Task<HttpResponseMessage> ReadAsync(string? token, string? language = null) => SendAsync(HttpMethod.Get, token, null, language);

    public async Task KeepAsync(string token, string id, string text)
    {
        using var response = await WriteAsync(token, new { id, text });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public async Task<JsonElement[]> MessagesAsync(string token)
    {
        using var response = await ReadAsync(token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("messages").EnumerateArray()];
    }

    public async Task<string[]> TextsAsync(string token) => [.. (await MessagesAsync(token)).Select(message => message.GetProperty("text").GetString()!)];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? token, string? body, string? language)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/meetings/{meeting}/chat");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await app.Http.SendAsync(request);
    }
}
