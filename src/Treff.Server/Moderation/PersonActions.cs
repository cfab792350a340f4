using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Moderation;

/// <summary>What hosts do to one person. Each answers null when it is done and written to the log.</summary>
public sealed class PersonActions(
    Targets targets, TrackSilence silence, PermissionEnforcement permissions, ModerationMessages messages, ModerationLog log, TreffDbContext database, Tickets tickets, MeetingSignals signals, IRoomService rooms)
{
    /// <summary>The attribute in which clients say since when a hand is up.</summary>
    public const string HandAttribute = "handRaisedAt";

    private static readonly Dictionary<string, TrackSource> Sources = new(StringComparer.Ordinal)
    {
        ["microphone"] = TrackSource.Microphone,
        ["camera"] = TrackSource.Camera,
        ["screen_share"] = TrackSource.ScreenShare,
    };

    public async Task<Problem?> MuteAsync(Moderator moderator, string identity, string? source, CancellationToken cancellationToken)
    {
        if (source is null || !Sources.TryGetValue(source, out var track))
            return MeetingProblems.NotOneOf("source", string.Join(", ", Sources.Keys));
        var (target, refusal) = await targets.FindPresentAsync(moderator, identity, cancellationToken);
        if (target is null)
            return refusal;
        if (track == TrackSource.ScreenShare)
            await silence.StopSharingAsync(moderator.Meeting.Id, target.Person!, cancellationToken);
        else
            await silence.MuteAsync(moderator.Meeting.Id, target.Person!, track, cancellationToken);
        return await LogAsync(moderator, ModerationAction.Mute, target, source, cancellationToken);
    }

    /// <summary>Nobody is unmuted but by themselves. Who may not is given the right, until the permissions are changed again.</summary>
    public async Task<Problem?> AskToUnmuteAsync(Moderator moderator, string identity, CancellationToken cancellationToken)
    {
        var (target, refusal) = await targets.FindPresentAsync(moderator, identity, cancellationToken);
        if (target is null)
            return refusal;
        var meeting = moderator.Meeting;
        if (target.Ticket is not null && !GuestPermissions.Of(meeting, target.Role).Unmute)
        {
            var permission = PermissionEnforcement.Of(meeting, target.Person!, target.Role);
            permission.CanPublish = true;
            permission.CanPublishSources.Add(TrackSource.Microphone);
            await permissions.TryUpdateAsync(new UpdateParticipantRequest { Room = meeting.Id, Identity = identity, Permission = permission }, cancellationToken);
        }

        await messages.SendAsync(meeting.Id, "ask_to_unmute", moderator.Ticket?.DisplayName, [identity], cancellationToken);
        return await LogAsync(moderator, ModerationAction.AskToUnmute, target, null, cancellationToken);
    }

    /// <summary>The ticket first: who is fast enough to come back is refused by then.</summary>
    public async Task<Problem?> RemoveAsync(Moderator moderator, string identity, bool keepOut, CancellationToken cancellationToken)
    {
        var (target, refusal) = await targets.FindAsync(moderator, identity, cancellationToken);
        if (target is null)
            return refusal;
        if (target.Ticket is { } ticket)
        {
            ticket.Role = MeetingRole.Guest;
            tickets.Move(ticket, keepOut ? TicketState.Banned : TicketState.Left);
            await database.SaveChangesAsync(cancellationToken);
            signals.Raise(moderator.Meeting.Id);
        }

        if (target.Person is not null)
            await TryRemoveAsync(moderator.Meeting.Id, identity, cancellationToken);
        return await LogAsync(moderator, keepOut ? ModerationAction.KeepOut : ModerationAction.Remove, target, null, cancellationToken);
    }

    public async Task<Problem?> ChangeRoleAsync(Moderator moderator, string identity, string? role, CancellationToken cancellationToken)
    {
        MeetingRole? wanted = role switch
        {
            "cohost" => MeetingRole.CoHost,
            "guest" => MeetingRole.Guest,
            _ => null,
        };
        if (wanted is not { } newRole)
            return MeetingProblems.NotOneOf("role", "cohost, guest");
        var (target, refusal) = await targets.FindAsync(moderator, identity, cancellationToken);
        if (target is null)
            return refusal;
        // Only who was let in has a role to change; a token of the server API says its own rights.
        if (target.Ticket is not { State: TicketState.Admitted } ticket)
            return ModerationProblems.ParticipantNotFound;
        ticket.Role = newRole;
        await database.SaveChangesAsync(cancellationToken);
        if (target.Person is not null)
            await permissions.EnforceAsync(moderator.Meeting, target.Person, newRole, cancellationToken);
        signals.Raise(moderator.Meeting.Id);
        return await LogAsync(moderator, ModerationAction.Role, target, role, cancellationToken);
    }

    public async Task<Problem?> LowerHandAsync(Moderator moderator, string identity, CancellationToken cancellationToken)
    {
        var (target, refusal) = await targets.FindPresentAsync(moderator, identity, cancellationToken);
        if (target is null)
            return refusal;
        await LowerHandsAsync(moderator, [identity], cancellationToken);
        return await LogAsync(moderator, ModerationAction.LowerHand, target, null, cancellationToken);
    }

    /// <summary>Takes the attribute away, which every client sees, and tells the client of the person why.</summary>
    public async Task LowerHandsAsync(Moderator moderator, IReadOnlyCollection<string> identities, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        ArgumentNullException.ThrowIfNull(identities);
        var meeting = moderator.Meeting.Id;
        foreach (var identity in identities)
        {
            var request = new UpdateParticipantRequest { Room = meeting, Identity = identity };
            request.Attributes[HandAttribute] = "";
            await permissions.TryUpdateAsync(request, cancellationToken);
        }

        if (identities.Count > 0)
            await messages.SendAsync(meeting, "lower_hand", moderator.Ticket?.DisplayName, identities, cancellationToken);
    }

    private async Task TryRemoveAsync(string meeting, string identity, CancellationToken cancellationToken)
    {
        try
        {
            await rooms.RemoveParticipantAsync(meeting, identity, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            // Gone already, and the ticket keeps it so.
        }
    }

    private async Task<Problem?> LogAsync(Moderator moderator, string action, Target target, string? detail, CancellationToken cancellationToken)
    {
        await log.WriteAsync(moderator, new Deed(action, target.Identity, target.Name, detail), cancellationToken);
        return null;
    }
}
