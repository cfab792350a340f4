using Treff.Server.Hosts;
using Treff.Server.Moderation;

namespace Treff.Server.Lobby;

/// <summary>Lets in or turns away, one or all; each is written to the log.</summary>
public sealed class LobbyDecisions(HostAccess access, Tickets tickets, WaitingGuests waiting, ModerationLog log)
{
    public async Task<IResult> DecideAsync(HostCall call, string waitingId, TicketState outcome, string action)
    {
        var cancellationToken = call.Context.RequestAborted;
        var (moderator, refusal) = await access.EnterAsync(call.Id, call.Context);
        if (moderator is null)
            return refusal!;
        var ticket = await tickets.FindByIdentityAsync(moderator.Meeting.Id, waitingId, cancellationToken);
        // Another host had the same idea.
        if (ticket?.State == outcome)
            return Results.NoContent();
        if (ticket is null || !await waiting.MoveAsync(moderator.Meeting.Id, waitingId, outcome, cancellationToken))
            return LobbyProblems.NotWaiting;
        await log.WriteAsync(moderator, new Deed(action, ticket.Identity, ticket.DisplayName), cancellationToken);
        return Results.NoContent();
    }

    public async Task<IResult> DecideAllAsync(HostCall call, TicketState outcome, string action)
    {
        var cancellationToken = call.Context.RequestAborted;
        var (moderator, refusal) = await access.EnterAsync(call.Id, call.Context);
        if (moderator is null)
            return refusal!;
        foreach (var ticket in await waiting.MoveAllAsync(moderator.Meeting.Id, outcome, cancellationToken))
            await log.WriteAsync(moderator, new Deed(action, ticket.Identity, ticket.DisplayName), cancellationToken);
        return Results.NoContent();
    }
}
