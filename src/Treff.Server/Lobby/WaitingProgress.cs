using Microsoft.EntityFrameworkCore;
using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Lobby;

/// <summary>How it stands with somebody who waits.</summary>
public sealed class WaitingProgress(TreffDbContext database, WaitingGuests waiting, HostPresence hosts, TreffOptions options, TimeProvider time)
{
    /// <summary>The event that ends the waiting, or what there is to tell while it goes on.</summary>
    public async Task<(string? Outcome, WaitingNews? News)> LookAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var now = await database.Tickets.AsNoTracking()
            .SingleOrDefaultAsync(t => t.MeetingId == ticket.MeetingId && t.Identity == ticket.Identity, cancellationToken);
        var isOpen = await database.Meetings.AnyAsync(m => m.Id == ticket.MeetingId && m.ClosedAt == null, cancellationToken);
        if (now is null || !isOpen)
            return ("ended", null);
        if (now.State == TicketState.Waiting && time.GetUtcNow() - now.ChangedAt >= options.WaitingTimeout)
        {
            await waiting.MoveAsync(now.MeetingId, now.Identity, TicketState.Expired, cancellationToken);
            return ("timed_out", null);
        }

        return now.State switch
        {
            TicketState.Waiting => (null, await NewsAsync(now, cancellationToken)),
            TicketState.Admitted => ("admitted", null),
            TicketState.Denied or TicketState.Banned => ("denied", null),
            TicketState.Expired => ("timed_out", null),
            TicketState.Left => ("ended", null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<WaitingNews> NewsAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        await waiting.TouchAsync(ticket, cancellationToken);
        var all = await waiting.ListAsync(ticket.MeetingId, cancellationToken);
        var before = all.TakeWhile(t => t.Identity != ticket.Identity).Count();
        return new WaitingNews(await hosts.IsPresentAsync(ticket.MeetingId, cancellationToken), before + 1);
    }
}
