using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>A meeting with its host key, and calls in the name of whoever.</summary>
internal sealed class HostedMeeting(TreffApp app, string id, string key)
{
    public TreffApp App => app;

    public string Id => id;

    public string Key => key;

    public static async Task<HostedMeeting> CreateAsync(TreffApp app, object? options = null)
    {
        var created = await app.PostAsync("/api/v1/meetings/create", options ?? new { });
        return new HostedMeeting(app, created.GetProperty("meeting_id").GetString()!, created.GetProperty("host_key").GetString()!);
    }

    /// <summary>The answer to any call below the meeting.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, string? bearer = null, string? language = null, string? address = null) =>
        SendToAsync(id, method, path, body, bearer, language, address);

    public async Task<HttpResponseMessage> SendToAsync(
        string meeting, HttpMethod method, string path, object? body = null, string? bearer = null, string? language = null, string? address = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/meetings/{meeting}/{path}");
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await app.Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> TryJoinAsync(object body, string? language = null, string? address = null) =>
        SendAsync(HttpMethod.Post, "join", body, language: language, address: address);

    public Task<JsonElement> SettingsAsync(object? change = null) =>
        change is null ? GetAsync("settings", key) : AnswerAsync(SendAsync(HttpMethod.Patch, "settings", change, key));

    public Task<JsonElement> GetAsync(string path, string? bearer = null) => AnswerAsync(SendAsync(HttpMethod.Get, path, bearer: bearer));

    /// <summary>Somebody joins, with this name and whatever else they show, and connects.</summary>
    public async Task<Person> EnterAsync(string name, string? hostKey = null, string? ticket = null, string? password = null)
    {
        var joined = await JoinAsync(name, hostKey, ticket, password);
        return new Person(joined) { Client = await ConnectAsync(joined) };
    }

    /// <summary>The same without connecting.</summary>
    public async Task<Joined> JoinAsync(string name, string? hostKey = null, string? ticket = null, string? password = null)
    {
        var joined = await AnswerAsync(TryJoinAsync(new { display_name = name, host_key = hostKey, ticket, password }));
        var claims = Claims(joined);
        return new Joined(claims.Identity, Text("ticket"), Text("role"), claims, Text("token"));

        string Text(string field) => joined.GetProperty(field).GetString()!;
    }

    /// <summary>Connects by the token, also a second time: LiveKit then lets go of the first.</summary>
    public Task<ITestClient> ConnectAsync(Joined joined) => app.Media.EnterAsync(joined.Token, joined.Claims);

    /// <summary>The same, of somebody who may not: refused at the door, or sent out again at once.</summary>
    public async Task TurnAwayAsync(Joined person)
    {
        try
        {
            (await ConnectAsync(person)).Tell("participant_joined");
        }
        catch (Exception exception) when (exception is IOException or System.Net.WebSockets.WebSocketException)
        {
            // Sent away before everything was connected.
        }

        await PersonAsync(person, found => found is null);
    }

    /// <summary>Somebody as the media server knows them, as soon as that is as expected; null: not there.</summary>
    public Task<ParticipantInfo?> PersonAsync(Joined person, Func<ParticipantInfo?, bool> expected) =>
        Until.AsExpectedAsync(async () => (await ListAsync()).SingleOrDefault(each => each.Identity == person.Identity), expected);

    /// <summary>Who is there, as soon as it is as expected.</summary>
    public Task<IReadOnlyList<ParticipantInfo>> PeopleAsync(Func<IReadOnlyList<ParticipantInfo>, bool> expected) => Until.AsExpectedAsync(ListAsync, expected);

    /// <summary>The metadata of the room, as soon as it is as expected.</summary>
    public Task<string> MetadataAsync(Func<string, bool> expected) => Until.AsExpectedAsync(async () => (await app.RoomAsync(id))?.Metadata ?? "", expected);

    public AccessTokenClaims Claims(JsonElement joined)
    {
        var verifier = app.Services.GetRequiredService<AccessTokenVerifier>();
        Assert.True(verifier.TryVerify(joined.GetProperty("token").GetString(), out var claims, out var failure), failure.ToString());
        return claims;
    }

    public static async Task<JsonElement> AnswerAsync(Task<HttpResponseMessage> call, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await call;
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task DoneAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>A problem with this status and code, whose sentence ends.</summary>
    public static async Task<JsonElement> RefusedAsync(Task<HttpResponseMessage> call, int status, string code)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode}: {text}");
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.EndsWith(".", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        return problem;
    }

    private Task<IReadOnlyList<ParticipantInfo>> ListAsync() => app.RoomService.ListParticipantsAsync(id, CancellationToken.None);
}

/// <summary>The answer to joining.</summary>
internal record Joined(string Identity, string Ticket, string Role, AccessTokenClaims Claims, string Token);

/// <summary>Somebody in a meeting.</summary>
internal sealed record Person(Joined Joined) : Joined(Joined)
{
    public required ITestClient Client { get; init; }
}
