namespace Treff.Server.Operations;

/// <summary>What a client may know of the server before anything else.</summary>
/// <param name="Version">Of Treff.</param>
/// <param name="CreateMeetings">Who may create meetings: <c>anyone</c>, <c>key</c> (whoever has an API key) or <c>admin</c> (the operator).</param>
/// <param name="EmbedOrigins">Other web sites whose pages may show a meeting in a frame.</param>
public sealed record ServerInformation(string Version, string CreateMeetings, IReadOnlyList<string> EmbedOrigins);

/// <summary>Tells it.</summary>
public static class ServerInformationEndpoints
{
    public static void MapServerInformation(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/server", Tell)
        .WithTags("Operations")
        .WithName("server")
        .WithSummary("What this server offers to whom")
        .Produces<ServerInformation>()
        .ProducesProblems(429);

    private static IResult Tell(HttpContext context, TreffOptions options)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Ok(new ServerInformation(HealthEndpoints.Version, options.CreateMeetings.Word(), options.EmbedOrigins));
    }
}
