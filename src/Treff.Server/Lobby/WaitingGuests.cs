using Microsoft.EntityFrameworkCore;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Storage;

namespace Treff.Server.Lobby;

/// <summary>The people in the waiting room of a meeting. Who waits and what was decided is in the database alone: it survives a restart.</summary>
public sealed class WaitingGuests(TreffDbContext database, MeetingSignals signals, TimeProvider time)
{
    /// <summary>Those on whose ticket a page waits, the longest first.</summary>
    public async Task<IReadOnlyList<Ticket>> ListAsync(string meeting, CancellationToken cancellationToken) =>
        await Present(meeting).OrderBy(t => t.ChangedAt).ThenBy(t => t.Identity).ToListAsync(cancellationToken);

    public Task<int> CountAsync(string meeting, CancellationToken cancellationToken) => Present(meeting).CountAsync(cancellationToken);

    /// <summary>A page waits on this ticket.</summary>
    public Task TouchAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return One(ticket.MeetingId, ticket.Identity).ExecuteUpdateAsync(t => t.SetProperty(row => row.SeenAt, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Ends the waiting of one with this outcome. False: that person does not wait (any more).</summary>
    public async Task<bool> MoveAsync(string meeting, string identity, TicketState outcome, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(One(meeting, identity), outcome, cancellationToken);
        signals.Raise(meeting);
        return moved > 0;
    }

    /// <summary>Ends the waiting of all who do; who they were.</summary>
    public async Task<IReadOnlyList<Ticket>> MoveAllAsync(string meeting, TicketState outcome, CancellationToken cancellationToken)
    {
        var waiting = await ListAsync(meeting, cancellationToken);
        var identities = waiting.Select(t => t.Identity).ToList();
        await MoveAsync(database.Tickets.Where(t => t.MeetingId == meeting && t.State == TicketState.Waiting && identities.Contains(t.Identity)), outcome, cancellationToken);
        signals.Raise(meeting);
        return waiting;
    }

    private IQueryable<Ticket> Present(string meeting)
    {
        var seenAfter = time.GetUtcNow() - Ticket.PageGrace;
        return database.Tickets.AsNoTracking().Where(t => t.MeetingId == meeting && t.State == TicketState.Waiting && t.SeenAt > seenAfter);
    }

    private IQueryable<Ticket> One(string meeting, string identity) =>
        database.Tickets.Where(t => t.MeetingId == meeting && t.Identity == identity && t.State == TicketState.Waiting);

    private Task<int> MoveAsync(IQueryable<Ticket> waiting, TicketState outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return waiting.ExecuteUpdateAsync(t => t.SetProperty(row => row.State, outcome).SetProperty(row => row.ChangedAt, now), cancellationToken);
    }
}
