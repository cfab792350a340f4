using Microsoft.Net.Http.Headers;
using Treff.Server.Operations;

namespace Treff.Server.Pages;

/// <summary>
/// The model that finds the person in a picture, for blurring what is behind. It is not part of the server: the operator puts the file into the data
/// directory, at any time and without a restart. Without it the web client offers no blur.
/// </summary>
public static class SegmentationModel
{
    /// <summary>Its name at its maker's and in the data directory.</summary>
    public const string FileName = "selfie_segmenter.tflite";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>200 with the file, or 404.</summary>
    public static void MapSegmentationModel(this IEndpointRouteBuilder routes) =>
        routes.MapMethods($"/models/{FileName}", GetAndHead, Serve).ExcludeFromDescription();

    private static IResult Serve(HttpContext context, TreffOptions options)
    {
        var file = new FileInfo(Path.Combine(Path.GetFullPath(options.DataDirectory), FileName));
        if (!file.Exists)
            return Results.Text("404 no segmentation model on this server\n", "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
        // A replaced file has another tag; until the day is over the old one does as well.
        context.Response.Headers.CacheControl = "public, max-age=86400";
        var tag = new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"");
        return Results.File(file.FullName, "application/octet-stream", lastModified: new DateTimeOffset(file.LastWriteTimeUtc), entityTag: tag);
    }
}
