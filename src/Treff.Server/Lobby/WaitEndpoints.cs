using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Lobby;

/// <summary>The waiting room from the inside: a page waits on its ticket.</summary>
public static class WaitEndpoints
{
    public static RouteGroupBuilder MapWaiting(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Joining").Needs(Credential.Ticket);
        group.MapGet("/{id}/wait", WaitAsync)
            .CountedAs(RequestKind.Wait)
            .WithName("waitForAdmission")
            .WithSummary("Server-sent events for somebody who waits: waiting, then admitted, denied, timed_out or ended")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblems(404, 429, 503);
        group.MapDelete("/{id}/wait", LeaveAsync)
            .CountedAs(RequestKind.Wait)
            .WithName("leaveWaitingRoom")
            .WithSummary("Stop waiting")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(404, 429, 503);
        return group;
    }

    private static async Task<IResult> WaitAsync(string id, HttpContext context, MeetingDirectory meetings, Tickets tickets, MeetingWatch watch)
    {
        var (ticket, refusal) = await FindAsync(id, context, meetings, tickets);
        if (ticket is null)
            return refusal!;
        WaitingNews? told = null;
        await watch.RunAsync(context, ticket.MeetingId, MediaAway.Outlived(async (services, stream, cancellationToken) =>
        {
            var (outcome, news) = await services.GetRequiredService<WaitingProgress>().LookAsync(ticket, cancellationToken);
            if (outcome is not null)
                await stream.SendAsync(outcome, new { });
            else if (news != told)
                await stream.SendAsync("waiting", news!);
            told = news;
            return outcome is null;
        }));
        return Results.Empty;
    }

    private static async Task<IResult> LeaveAsync(string id, HttpContext context, MeetingDirectory meetings, Tickets tickets, WaitingGuests waiting)
    {
        var (ticket, refusal) = await FindAsync(id, context, meetings, tickets);
        if (ticket is null)
            return refusal!;
        // Who does not wait any more has left already.
        await waiting.MoveAsync(ticket.MeetingId, ticket.Identity, TicketState.Expired, context.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>Browsers cannot set headers on an EventSource: the ticket comes in the query, or as Bearer. Also for a meeting that is over.</summary>
    private static async Task<(Ticket? Ticket, Problem? Refusal)> FindAsync(string id, HttpContext context, MeetingDirectory meetings, Tickets tickets)
    {
        if (await meetings.FindAsync(id, context.RequestAborted) is not { } found)
            return (null, MeetingId.TryParse(id, out _) ? Problems.MeetingNotFound : Problems.MeetingIdInvalid);
        var secret = BearerText.Of(context.Request) ?? context.Request.Query["ticket"].ToString();
        var held = await tickets.FindAsync(found.Meeting.Id, secret, context.RequestAborted);
        return held is null ? (null, LobbyProblems.TicketUnknown) : (held.Ticket, null);
    }
}
