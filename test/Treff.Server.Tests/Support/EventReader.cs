using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Treff.Server.Tests.Support;

/// <summary>A page that listens to server-sent events.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    public static Task<EventReader> OpenAsync(HostedMeeting meeting, string path, string? bearer = null) =>
        OpenAsync(meeting.App.Http, $"/api/v1/meetings/{meeting.Id}/{path}", bearer);

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    public static Task<EventReader> WaitAsync(HostedMeeting meeting, string ticket) => OpenAsync(meeting, "wait?ticket=" + ticket);

    /// <summary>The next event and its data, over what only keeps the connection alive.</summary>
    public async Task<(string Name, JsonElement Data)> NextAsync()
    {
        var name = "";
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (name, JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]));
        }

        return ("closed", default);
    }

    /// <summary>The next line, comments included; null at the end.</summary>
    public async Task<string?> LineAsync()
    {
        try
        {
            return await _lines.ReadLineAsync().WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
