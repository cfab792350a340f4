using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>What becomes of somebody at the door.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    public sealed record Admitted(HeldTicket Held) : Decision;

    public sealed record Waiting(HeldTicket Held, bool HostPresent) : Decision;

    public sealed record Refused(Problem Problem) : Decision;
}

/// <summary>Decides who comes in, as whom, and who waits.</summary>
public sealed class Admission(Tickets tickets, HostPresence hosts, PasswordCheck passwords, TimeProvider time)
{
    /// <param name="found">A meeting that is not over.</param>
    /// <param name="request">What the person shows.</param>
    /// <param name="displayName">The checked name.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<Decision> DecideAsync(FoundMeeting found, JoinMeetingRequest request, string displayName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(request);
        var meeting = found.Meeting;
        var known = await tickets.FindAsync(meeting.Id, request.Ticket, cancellationToken);
        var hasKey = SecretText.Matches(request.HostKey, meeting.HostKeyHash);
        if (request.HostKey is not null && !hasKey)
            return new Decision.Refused(JoinProblems.HostKeyWrong);
        var role = hasKey ? MeetingRole.Host : known is { Ticket.State: TicketState.Admitted } ? known.Ticket.Role : MeetingRole.Guest;
        var mustWait = false;
        if (role == MeetingRole.Guest)
        {
            (mustWait, var refusal) = await CheckGuestAsync(found, request, known?.Ticket.State, cancellationToken);
            if (refusal is not null)
                return new Decision.Refused(refusal);
        }

        if (!mustWait && found.ParticipantCount >= meeting.MaxParticipants)
            return new Decision.Refused(Problems.MeetingFull(meeting.MaxParticipants));
        var state = mustWait ? TicketState.Waiting : TicketState.Admitted;
        var held = await tickets.IssueAsync(meeting, known, displayName, role, state, cancellationToken);
        return mustWait ? new Decision.Waiting(held, await hosts.IsPresentAsync(found, cancellationToken)) : new Decision.Admitted(held);
    }

    private async Task<(bool MustWait, Problem? Refusal)> CheckGuestAsync(
        FoundMeeting found, JoinMeetingRequest request, TicketState? state, CancellationToken cancellationToken)
    {
        var meeting = found.Meeting;
        if (state == TicketState.Banned)
            return (false, JoinProblems.Removed);
        if (state == TicketState.Denied)
            return (false, JoinProblems.EntryDenied);
        if (meeting.StartsAt is { } start && start > time.GetUtcNow() && !await hosts.IsPresentAsync(found, cancellationToken))
            return (false, JoinProblems.NotStarted(start));
        // Who was let in once comes back through lock, password and waiting room.
        if (state == TicketState.Admitted)
            return (false, null);
        if (meeting.Locked)
            return (false, JoinProblems.Locked);
        var (hasPassword, refusal) = await CheckPasswordAsync(meeting, request.Password, cancellationToken);
        return (meeting.WaitingRoom == WaitingRoom.Everyone || (meeting.WaitingRoom == WaitingRoom.WithoutPassword && !hasPassword), refusal);
    }

    /// <summary>Whether the right password was shown; it is only missed where nothing else decides.</summary>
    private async Task<(bool HasPassword, Problem? Refusal)> CheckPasswordAsync(Meeting meeting, string? password, CancellationToken cancellationToken)
    {
        if (meeting.PasswordHash is not { } stored)
            return (false, null);
        if (string.IsNullOrEmpty(password))
            return (false, meeting.WaitingRoom == WaitingRoom.WithoutPassword ? null : JoinProblems.PasswordRequired);
        var isRight = password.Length <= Passwords.MaxLength && await passwords.VerifyAsync(password, stored, cancellationToken);
        return (isRight, isRight ? null : JoinProblems.PasswordWrong);
    }
}
