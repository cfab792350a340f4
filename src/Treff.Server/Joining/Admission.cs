using System.Net;
using Treff.Server.Hosts;
using Treff.Server.Lobby;
using Treff.Server.MeetingEvents;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;

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

/// <summary>Somebody at the door.</summary>
/// <param name="DisplayName">Checked.</param>
/// <param name="Request">What the person shows.</param>
/// <param name="Address">Where the person is.</param>
public sealed record Applicant(string DisplayName, JoinMeetingRequest Request, IPAddress Address);

/// <summary>Decides who comes in, as whom, and who waits.</summary>
public sealed class Admission(
    Tickets tickets,
    HostPresence hosts,
    PasswordGate passwords,
    WaitingGuests waiting,
    MeetingSignals signals,
    MeetingWebhooks webhooks,
    Refusals refusals,
    TreffOptions options,
    TimeProvider time)
{
    /// <param name="found">A meeting that is not over.</param>
    /// <param name="applicant">Who wants in.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<Decision> DecideAsync(FoundMeeting found, Applicant applicant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(applicant);
        var (meeting, request) = (found.Meeting, applicant.Request);
        var known = await tickets.FindAsync(meeting.Id, request.Ticket, cancellationToken);
        var hasKey = SecretText.Matches(request.HostKey, meeting.HostKeyHash);
        if (request.HostKey is not null && !hasKey)
            return new Decision.Refused(JoinProblems.HostKeyWrong);
        var role = hasKey ? MeetingRole.Host : known is { Ticket.State: TicketState.Admitted } ? known.Ticket.Role : MeetingRole.Guest;
        var mustWait = false;
        if (role == MeetingRole.Guest)
        {
            (mustWait, var refusal) = await CheckGuestAsync(found, applicant, known?.Ticket.State, cancellationToken);
            if (refusal is not null)
                return new Decision.Refused(refusal);
        }

        if (mustWait)
            return await LetWaitAsync(found, known, applicant.DisplayName, cancellationToken);
        if (found.ParticipantCount >= meeting.MaxParticipants)
            return new Decision.Refused(Problems.MeetingFull(meeting.MaxParticipants));
        return new Decision.Admitted(await tickets.IssueAsync(meeting, known, new(applicant.DisplayName, role, TicketState.Admitted), cancellationToken));
    }

    private async Task<Decision> LetWaitAsync(FoundMeeting found, HeldTicket? known, string displayName, CancellationToken cancellationToken)
    {
        var meeting = found.Meeting;
        var isNew = known?.Ticket.State != TicketState.Waiting;
        if (isNew && await waiting.CountAsync(meeting.Id, cancellationToken) >= options.Limits.MaxWaitingPerMeeting)
        {
            refusals.Count(Refusal.WaitingGuests);
            return new Decision.Refused(LobbyProblems.Full);
        }

        var held = await tickets.IssueAsync(meeting, known, new(displayName, MeetingRole.Guest, TicketState.Waiting), cancellationToken);
        signals.Raise(meeting.Id);
        if (isNew)
            webhooks.OnWaiting(meeting, held.Ticket);
        return new Decision.Waiting(held, await hosts.IsPresentAsync(found, cancellationToken));
    }

    private async Task<(bool MustWait, Problem? Refusal)> CheckGuestAsync(
        FoundMeeting found, Applicant applicant, TicketState? state, CancellationToken cancellationToken)
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
        var (hasPassword, refusal) = await CheckPasswordAsync(meeting, applicant, cancellationToken);
        return (meeting.WaitingRoom == WaitingRoom.Everyone || (meeting.WaitingRoom == WaitingRoom.WithoutPassword && !hasPassword), refusal);
    }

    /// <summary>Whether the right password was shown; it is only missed where nothing else decides.</summary>
    private async Task<(bool HasPassword, Problem? Refusal)> CheckPasswordAsync(Meeting meeting, Applicant applicant, CancellationToken cancellationToken)
    {
        if (meeting.PasswordHash is null)
            return (false, null);
        if (string.IsNullOrEmpty(applicant.Request.Password))
            return (false, meeting.WaitingRoom == WaitingRoom.WithoutPassword ? null : JoinProblems.PasswordRequired);
        var refusal = await passwords.CheckAsync(meeting, applicant.Request.Password, applicant.Address, cancellationToken);
        return (refusal is null, refusal);
    }
}
