using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Shapes;

/// <summary>Somebody's answer to joining, and their client once it is connected.</summary>
internal sealed record Guest(string Identity, string Token, string Ticket, Uri LiveKitUrl)
{
    public static Guest From(JsonElement joined) => new(
        joined.GetProperty("participant_id").GetString()!,
        joined.GetProperty("token").GetString()!,
        joined.GetProperty("ticket").GetString()!,
        new Uri(joined.GetProperty("livekit_url").GetString()!));

    public Task<MeetingClient> ConnectAsync() => MeetingClient.JoinAsync(LiveKitUrl, Token);
}

/// <summary>A meeting of its own in a <see cref="Shape"/>, and questions that are asked until the answer is the expected one.</summary>
internal sealed class ShapeMeeting(Shape shape, string id, string key)
{
    public string Id => id;

    public string Key => key;

    public static async Task<ShapeMeeting> CreateAsync(Shape shape, object options)
    {
        Assert.SkipWhen(shape.SkipReason is not null, shape.SkipReason ?? "");
        using var response = await shape.Http.PostAsJsonAsync("/api/v1/meetings/create", options);
        var created = await AnswerAsync(response, HttpStatusCode.OK);
        return new ShapeMeeting(shape, created.GetProperty("meeting_id").GetString()!, created.GetProperty("host_key").GetString()!);
    }

    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, string? bearer = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/meetings/{id}/{path}");
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await shape.Http.SendAsync(request);
        return await AnswerAsync(response, expected);
    }

    /// <summary>A host's deed.</summary>
    public Task DoAsync(string path, object? body = null) => CallAsync(HttpMethod.Post, path, body, key, HttpStatusCode.NoContent);

    public async Task<Guest> JoinAsync(string name, string? hostKey = null, string? ticket = null) =>
        Guest.From(await CallAsync(HttpMethod.Post, "join", new { display_name = name, host_key = hostKey, ticket }));

    public Task<JsonElement> KnockAsync(string name) => CallAsync(HttpMethod.Post, "join", new { display_name = name }, expected: HttpStatusCode.Accepted);

    public Task<JsonElement> InfoAsync() => CallAsync(HttpMethod.Get, "info");

    public async Task<Room?> RoomAsync() => (await shape.Media.ListRoomsAsync([id], CancellationToken.None)).SingleOrDefault();

    public async Task<ParticipantInfo?> PersonAsync(Guest guest) =>
        (await shape.Media.ListParticipantsAsync(id, CancellationToken.None)).SingleOrDefault(person => person.Identity == guest.Identity);

    public Task<ParticipantInfo?> PersonAsync(Guest guest, Func<ParticipantInfo?, bool> expected) => UntilAsync(() => PersonAsync(guest), expected);

    /// <summary>Asks again until it is so.</summary>
    public Task<T> UntilAsync<T>(Func<Task<T>> question, Func<T, bool> expected) => Until.AsExpectedAsync(question, expected, shape.Patience);

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
