using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Hosts;

/// <summary>A ticket with the secret that its bearer shows, which is not stored.</summary>
public sealed record HeldTicket(Ticket Ticket, string Secret);

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

    /// <summary>Gives somebody a ticket in this state, or theirs the state.</summary>
    public async Task<HeldTicket> IssueAsync(Meeting meeting, HeldTicket? known, string displayName, MeetingRole role, TicketState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var held = known ?? NewTicket(meeting, displayName);
        var ticket = held.Ticket;
        ticket.DisplayName = displayName;
        ticket.Role = role;
        Move(ticket, state);
        await database.SaveChangesAsync(cancellationToken);
        return held;
    }

    /// <summary>Gives a ticket a state; the caller saves.</summary>
    public void Move(Ticket ticket, TicketState state)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var now = time.GetUtcNow();
        ticket.SeenAt = now;
        if (ticket.State == state)
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
