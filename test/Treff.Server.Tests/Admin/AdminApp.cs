using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Admin;

/// <summary>A server with a dashboard, and a browser that keeps its cookies.</summary>
internal sealed class AdminApp : IAsyncDisposable
{
    public const string Token = "correct-horse-battery-staple";

    private AdminApp(TreffApp app) => App = app;

    public TreffApp App { get; }

    public string? Cookie { get; set; }

    public static async Task<AdminApp> StartAsync(TreffAppSettings? settings = null) =>
        new(await TreffApp.StartAsync((settings ?? new TreffAppSettings()) with { AdminToken = Token }));

    public static async Task<AdminApp> StartSignedInAsync(TreffAppSettings? settings = null)
    {
        var admin = await StartAsync(settings);
        using var response = await admin.SignInAsync(Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return admin;
    }

    public async Task<HttpResponseMessage> SignInAsync(string token, string? forwardedFor = null)
    {
        var headers = forwardedFor is null ? null : new Dictionary<string, string> { ["X-Forwarded-For"] = forwardedFor };
        var response = await SendAsync(HttpMethod.Post, "session", new { token }, headers);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
            Cookie = cookies.Single().Split(';')[0];
        return response;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, Dictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/admin/" + path);
        if (Cookie is not null)
            request.Headers.Add("Cookie", Cookie);
        foreach (var (name, value) in headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await App.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonElement> GetAsync(string path, string language = "en")
    {
        using var response = await SendAsync(HttpMethod.Get, path, headers: new() { ["Accept-Language"] = language });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
    {
        using var response = await SendAsync(method, path);
        return response.StatusCode;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
