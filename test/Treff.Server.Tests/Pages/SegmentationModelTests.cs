using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations;
using Treff.Server.Pages;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Pages;

public sealed class SegmentationModelTests : IAsyncLifetime
{
    private const string Path = "/models/selfie_segmenter.tflite";

    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Without_the_file_there_is_none(string method)
    {
        using var response = await _app.SendAsync(new HttpMethod(method), Path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_operators_file_is_served_as_soon_as_it_is_there()
    {
        var model = new byte[] { 0x1c, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', 200 };
        await File.WriteAllBytesAsync(System.IO.Path.Combine(_app.Services.GetRequiredService<TreffOptions>().DataDirectory, SegmentationModel.FileName), model);
        using var response = await _app.SendAsync(HttpMethod.Get, Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=86400", response.Headers.CacheControl?.ToString());
        Assert.Equal(model, await response.Content.ReadAsByteArrayAsync());

        using var head = await _app.SendAsync(HttpMethod.Head, Path);
        Assert.Equal((HttpStatusCode.OK, (long?)model.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        using var again = new HttpRequestMessage(HttpMethod.Get, Path);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await _app.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }
}
