using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>Somebody whom something is done to.</summary>
/// <param name="Identity">In the room and on the ticket.</param>
/// <param name="Person">As the media server knows them; null when they are not connected.</param>
/// <param name="Ticket">Null for those who came by a token of the server API.</param>
public sealed record Target(string Identity, ParticipantInfo? Person, Ticket? Ticket)
{
    public string? Name => Person?.Name is { Length: > 0 } name ? name : Ticket?.DisplayName;

    public MeetingRole Role => Ticket is { State: TicketState.Admitted } ticket ? ticket.Role : MeetingRole.Guest;
}

/// <summary>Finds targets, and keeps co-hosts from hosts.</summary>
public sealed class Targets(IRoomService rooms, Tickets tickets)
{
    /// <summary>Somebody who is connected, or why nothing can be done to them.</summary>
    public async Task<(Target? Target, Problem? Refusal)> FindPresentAsync(Moderator moderator, string identity, CancellationToken cancellationToken)
    {
        var (target, refusal) = await FindAsync(moderator, identity, cancellationToken);
        return target is { Person: null } ? (null, ModerationProblems.ParticipantNotFound) : (target, refusal);
    }

    /// <summary>As <see cref="FindPresentAsync"/>, for what is done to nobody's harm: co-hosts may do it to hosts, too.</summary>
    public async Task<(Target? Target, Problem? Refusal)> FindSeenAsync(Moderator moderator, string identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        var person = await FindPersonAsync(moderator.Meeting.Id, identity, cancellationToken);
        return person is null ? (null, ModerationProblems.ParticipantNotFound) : (new Target(identity, person, Ticket: null), null);
    }

    /// <summary>Somebody who is connected or was, or why nothing can be done to them.</summary>
    public async Task<(Target? Target, Problem? Refusal)> FindAsync(Moderator moderator, string identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        var meeting = moderator.Meeting.Id;
        var person = await FindPersonAsync(meeting, identity, cancellationToken);
        var ticket = await tickets.FindByIdentityAsync(meeting, identity, cancellationToken);
        if (person is null && ticket is null)
            return (null, ModerationProblems.ParticipantNotFound);
        var target = new Target(identity, person, ticket);
        return target.Role > moderator.Role ? (null, ModerationProblems.NotToHosts) : (target, null);
    }

    private async Task<ParticipantInfo?> FindPersonAsync(string meeting, string identity, CancellationToken cancellationToken)
    {
        try
        {
            return await rooms.GetParticipantAsync(meeting, identity, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return null;
        }
    }
}
