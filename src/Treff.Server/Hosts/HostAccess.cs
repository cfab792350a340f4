using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Hosts;

/// <summary>Somebody who may act as a host in a meeting.</summary>
/// <param name="Found">The meeting.</param>
/// <param name="Role">Host or co-host.</param>
/// <param name="Ticket">Who it is; null for whoever shows the host key itself, or a token of the server API.</param>
/// <param name="IsOperator">Holds the API secret of the media server.</param>
public sealed record Moderator(FoundMeeting Found, MeetingRole Role, Ticket? Ticket, bool IsOperator = false)
{
    public Meeting Meeting => Found.Meeting;
}

/// <summary>
/// Lets hosts and co-hosts act: by the host key, by the ticket of somebody who is one and in the meeting's good books, or by a token of LiveKit's server API for
/// this room. Such tokens name no person; those that joining hands out do and do not count here, because they outlive the role.
/// </summary>
public sealed class HostAccess(MeetingDirectory meetings, Tickets tickets, AccessTokenVerifier tokens)
{
    /// <summary>The moderator, or why not.</summary>
    /// <param name="id">Code or alias.</param>
    /// <param name="context">The request.</param>
    /// <param name="least">Host, where co-hosts may not.</param>
    /// <param name="includesEnded">A meeting that is over counts too.</param>
    public async Task<(Moderator? Moderator, Problem? Refusal)> EnterAsync(string id, HttpContext context, MeetingRole least = MeetingRole.CoHost, bool includesEnded = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (found, refusal) = await meetings.OpenAsync(id, context.RequestAborted);
        if (includesEnded && refusal == Problems.MeetingExpired)
            found = await meetings.FindAsync(id, context.RequestAborted);
        if (found is null)
            return (null, refusal);
        var bearer = BearerText.Of(context.Request);
        if (await IdentifyAsync(found, bearer, context.RequestAborted) is not { } moderator)
            return (null, HostProblems.CredentialMissing);
        return moderator.Role < least ? (null, HostProblems.HostsOnly) : (moderator, null);
    }

    /// <summary>Null: a stranger. Those who only wait, or were sent out, are guests.</summary>
    private async Task<Moderator?> IdentifyAsync(FoundMeeting found, string? bearer, CancellationToken cancellationToken)
    {
        if (SecretText.Matches(bearer, found.Meeting.HostKeyHash))
            return new Moderator(found, MeetingRole.Host, Ticket: null);
        if (await tickets.FindAsync(found.Meeting.Id, bearer, cancellationToken) is { Ticket: var ticket })
            return new Moderator(found, ticket.State == TicketState.Admitted ? ticket.Role : MeetingRole.Guest, ticket);
        var isOperator = tokens.TryVerify(bearer, out var claims, out _)
            && claims.Identity.Length == 0 && claims.Video.RoomAdmin && claims.Video.Room == found.Meeting.Id;
        return isOperator ? new Moderator(found, MeetingRole.Host, Ticket: null, IsOperator: true) : null;
    }
}
