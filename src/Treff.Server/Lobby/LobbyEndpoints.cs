using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Moderation;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Lobby;

/// <summary>The waiting room from the hosts' side.</summary>
public static class LobbyEndpoints
{
    public static RouteGroupBuilder MapLobby(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings/{id}/lobby").WithTags("Hosts").Needs(Credential.Host);
        group.MapGet("", ListAsync)
            .WithName("getLobby")
            .WithSummary("Who waits. Host or co-host")
            .Produces<WaitingList>()
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        group.MapGet("/events", WatchAsync)
            .WithName("watchLobby")
            .WithSummary("Server-sent events: lobby, with everybody who waits, whenever that changes. Host or co-host")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        MapDecision(group, "admit", TicketState.Admitted, ModerationAction.Admit);
        MapDecision(group, "deny", TicketState.Denied, ModerationAction.Deny);
        return group;
    }

    private static void MapDecision(RouteGroupBuilder group, string verb, TicketState outcome, string action)
    {
        group.MapPost($"/{{waitingId}}/{verb}", (string id, string waitingId, HttpContext context, LobbyDecisions decisions) =>
                decisions.DecideAsync(new(id, context), waitingId, outcome, action))
            .WithName($"{verb}Waiting")
            .WithSummary($"{verb} one who waits. Host or co-host")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        group.MapPost($"/{verb}-all", (string id, HttpContext context, LobbyDecisions decisions) => decisions.DecideAllAsync(new(id, context), outcome, action))
            .WithName($"{verb}AllWaiting")
            .WithSummary($"{verb} all who wait. Host or co-host")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 410, 429, 503);
    }

    private static async Task<IResult> ListAsync(string id, HttpContext context, HostAccess access, WaitingGuests waiting)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context);
        if (moderator is null)
            return refusal!;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(WaitingList.From(await waiting.ListAsync(moderator.Meeting.Id, context.RequestAborted)));
    }

    private static async Task<IResult> WatchAsync(string id, HttpContext context, HostAccess access, MeetingWatch watch)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context);
        if (moderator is null)
            return refusal!;
        var meeting = moderator.Meeting.Id;
        IReadOnlyList<WaitingPerson>? told = null;
        await watch.RunAsync(context, meeting, MediaAway.Outlived(async (services, stream, cancellationToken) =>
        {
            // The meeting may be over, and a co-host a guest again.
            var (still, reason) = await services.GetRequiredService<HostAccess>().EnterAsync(meeting, context);
            if (still is null)
            {
                await stream.SendAsync(reason == Problems.MeetingExpired ? "ended" : "refused", new { });
                return false;
            }

            var list = WaitingList.From(await services.GetRequiredService<WaitingGuests>().ListAsync(meeting, cancellationToken));
            if (told is null || !told.SequenceEqual(list.Waiting))
                await stream.SendAsync("lobby", list);
            told = list.Waiting;
            return true;
        }));
        return Results.Empty;
    }
}
