using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Pages;

/// <summary>Addresses that people type or click.</summary>
public static class PageEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPages(this IEndpointRouteBuilder routes, TreffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapMethods("/", GetAndHead, (HttpContext context, WebClientFiles client) => client.WritePageAsync(context, StatusCodes.Status200OK));
        pages.MapMethods("/test", GetAndHead, (HttpContext context, WebClientFiles client) => client.WritePageAsync(context, StatusCodes.Status200OK));
        pages.MapMethods("/meeting", GetAndHead, () => Results.LocalRedirect("/"));
        pages.MapMethods("/meeting/{id}", GetAndHead, MeetingAsync);
        pages.MapMethods("/m/{alias}", GetAndHead, AliasAsync);
        pages.MapMethods("/meeting/{id}/attendance", GetAndHead, (HttpContext context, WebClientFiles client) => client.WritePageAsync(context, StatusCodes.Status200OK));
        pages.MapMethods("/meeting.html", GetAndHead, OldLink);
        if (options.AdminToken is not null)
            pages.MapMethods("/admin", GetAndHead, (HttpContext context, WebClientFiles client) => client.WritePageAsync(context, StatusCodes.Status200OK));
    }

    /// <summary>The canonical address gets the page, a sloppy one is sent there, an impossible one gets the page too: it explains with an example.</summary>
    private static Task MeetingAsync(string id, HttpContext context, WebClientFiles client)
    {
        if (!MeetingId.TryParse(id, out var meetingId))
            return client.WritePageAsync(context, StatusCodes.Status404NotFound);
        if (context.Request.Path.Value == $"/meeting/{meetingId}")
            return client.WritePageAsync(context, StatusCodes.Status200OK);
        return Results.LocalRedirect($"/meeting/{meetingId}{context.Request.QueryString}").ExecuteAsync(context);
    }

    /// <summary>The page asks the API which meeting it is.</summary>
    private static Task AliasAsync(string alias, HttpContext context, WebClientFiles client)
    {
        var normal = MeetingAlias.Normalize(alias);
        if (!MeetingAlias.IsValid(normal))
            return MeetingId.TryParse(alias, out var id) ? Results.LocalRedirect($"/meeting/{id}").ExecuteAsync(context) : client.WritePageAsync(context, StatusCodes.Status404NotFound);
        if (context.Request.Path.Value == $"/m/{normal}")
            return client.WritePageAsync(context, StatusCodes.Status200OK);
        return Results.LocalRedirect($"/m/{normal}{context.Request.QueryString}").ExecuteAsync(context);
    }

    private static IResult OldLink(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            return Results.LocalRedirect("/");
        return Results.LocalRedirect("/meeting/" + (MeetingId.TryParse(id, out var meetingId) ? meetingId.ToString() : Uri.EscapeDataString(id)));
    }
}
