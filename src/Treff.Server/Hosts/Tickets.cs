using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Hosts;

/// <summary>A ticket with the secret that its bearer shows, which is not stored.</summary>
public sealed record HeldTicket(Ticket Ticket, string Secret);

/// <summary>What a ticket says about its bearer.</summary>
public sealed record Standing(string DisplayName, MeetingRole Role, TicketState State);

/// <summary>Makes tickets and finds them again.</summary>
public sealed class Tickets(TreffDbContext database, TimeProvider time)
{
    // Without letters that look alike: people read identities out of logs.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>The ticket of this meeting with this secret; null when there is none.</summary>
    public async Task<HeldTicket?> FindAsync(string meeting, string? secret, CancellationToken cancellationToken)
    {
        if (!SecretText.IsPossible(secret))
            return null;
        var hash = SecretText.Hash(secret);
        var ticket = await database.Tickets.SingleOrDefaultAsync(t => t.SecretHash == hash && t.MeetingId == meeting, cancellationToken);
        return ticket is null ? null : new HeldTicket(ticket, secret);
    }

    /// <summary>The ticket of somebody in the meeting; null for those who came without, by a token of the server API.</summary>
    public Task<Ticket?> FindByIdentityAsync(string meeting, string identity, CancellationToken cancellationToken) =>
        database.Tickets.SingleOrDefaultAsync(t => t.MeetingId == meeting && t.Identity == identity, cancellationToken);

    /// <summary>The identities of hosts and co-hosts.</summary>
    public async Task<IReadOnlySet<string>> HostsAsync(string meeting, CancellationToken cancellationToken) =>
        (await database.Tickets.Where(t => t.MeetingId == meeting && t.State == TicketState.Admitted && t.Role != MeetingRole.Guest)
            .Select(t => t.Identity)
            .ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <summary>False: this identity belongs to somebody who was sent out, or who never was let in. Others come by tokens of the server API.</summary>
    public async Task<bool> MayEnterAsync(string room, string identity, CancellationToken cancellationToken) =>
        !await database.Tickets.AnyAsync(t => t.MeetingId == room && t.Identity == identity && t.State != TicketState.Admitted, cancellationToken);

    /// <summary>False: this identity belongs to somebody who is no host or co-host any more, whatever an older token says.</summary>
    public async Task<bool> MayModerateAsync(string room, string identity, CancellationToken cancellationToken) =>
        !await database.Tickets.AnyAsync(
            t => t.MeetingId == room && t.Identity == identity && (t.State != TicketState.Admitted || t.Role == MeetingRole.Guest), cancellationToken);

    /// <summary>Gives somebody a ticket in this state, or theirs the state.</summary>
    public async Task<HeldTicket> IssueAsync(Meeting meeting, HeldTicket? known, Standing standing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        ArgumentNullException.ThrowIfNull(standing);
        var held = known ?? NewTicket(meeting, standing.DisplayName);
        var ticket = held.Ticket;
        ticket.DisplayName = standing.DisplayName;
        ticket.Role = standing.Role;
        Move(ticket, standing.State);
        await database.SaveChangesAsync(cancellationToken);
        return held;
    }

    /// <summary>
    /// Forgets the oldest guests beyond what a meeting remembers, and everybody of meetings that are over so long that no token is valid any more. Who was sent
    /// out is remembered as long as the meeting.
    /// </summary>
    public async Task TrimAsync(int most, TimeSpan tokenLifetime, CancellationToken cancellationToken)
    {
        var overBefore = time.GetUtcNow() - tokenLifetime;
        await database.Tickets
            .Where(t => database.Meetings.Any(m => m.Id == t.MeetingId && m.ClosedAt != null && m.ClosedAt < overBefore))
            .ExecuteDeleteAsync(cancellationToken);
        var crowded = await database.Tickets.GroupBy(t => t.MeetingId).Where(group => group.Count() > most).Select(group => group.Key).ToListAsync(cancellationToken);
        foreach (var meeting in crowded)
        {
            var forgettable = database.Tickets.Where(t => t.MeetingId == meeting && t.Role == MeetingRole.Guest
                && (t.State == TicketState.Admitted || t.State == TicketState.Denied || t.State == TicketState.Expired));
            var newestForgotten = await forgettable.OrderByDescending(t => t.SeenAt).Skip(most).Select(t => t.SeenAt).FirstOrDefaultAsync(cancellationToken);
            await forgettable.Where(t => t.SeenAt <= newestForgotten).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Gives a ticket a state; the caller saves.</summary>
    public void Move(Ticket ticket, TicketState state)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var now = time.GetUtcNow();
        // Who comes back to the waiting room after having gone stands at its end.
        var goesOn = ticket.State == state && (state != TicketState.Waiting || now - ticket.SeenAt < Ticket.PageGrace);
        ticket.SeenAt = now;
        if (goesOn)
            return;
        ticket.State = state;
        ticket.ChangedAt = now;
    }

    private HeldTicket NewTicket(Meeting meeting, string displayName)
    {
        var now = time.GetUtcNow();
        var secret = SecretText.New();
        var ticket = new Ticket
        {
            MeetingId = meeting.Id,
            Identity = "guest-" + RandomNumberGenerator.GetString(Alphabet, 8),
            SecretHash = SecretText.Hash(secret),
            DisplayName = displayName,
            CreatedAt = now,
            ChangedAt = now,
            SeenAt = now,
        };
        database.Tickets.Add(ticket);
        return new HeldTicket(ticket, secret);
    }
}
