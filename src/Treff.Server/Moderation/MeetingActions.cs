using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>What hosts do to all. Each answers null when it is done and written to the log.</summary>
public sealed class MeetingActions(
    IRoomService rooms, MeetingDirectory meetings, MeetingChanges changes, PermissionEnforcement permissions, Tickets tickets, TrackSilence silence, PersonActions people, Targets targets, ModerationLog log)
{
    /// <summary>Everybody but hosts, co-hosts and who asks.</summary>
    public async Task<Problem?> MuteAllAsync(Moderator moderator, bool keepMuted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        var meeting = moderator.Meeting;
        var spared = await tickets.HostsAsync(meeting.Id, cancellationToken);
        foreach (var person in await rooms.ListParticipantsAsync(meeting.Id, cancellationToken))
        {
            if (!spared.Contains(person.Identity) && person.Identity != moderator.Ticket?.Identity)
                await silence.MuteAsync(meeting.Id, person, TrackSource.Microphone, cancellationToken);
        }

        if (keepMuted && await ForbidUnmutingAsync(meeting, cancellationToken) is { } problem)
            return problem;
        await log.WriteAsync(moderator, new Deed(ModerationAction.MuteAll, Detail: keepMuted ? "keep_muted" : null), cancellationToken);
        return null;
    }

    public async Task<Problem?> LowerHandsAsync(Moderator moderator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        var all = await rooms.ListParticipantsAsync(moderator.Meeting.Id, cancellationToken);
        var raised = all.Where(person => person.Attributes.ContainsKey(PersonActions.HandAttribute)).Select(person => person.Identity).ToList();
        await people.LowerHandsAsync(moderator, raised, cancellationToken);
        await log.WriteAsync(moderator, new Deed(ModerationAction.LowerHands), cancellationToken);
        return null;
    }

    /// <summary>Null as identity: nobody is shown large.</summary>
    public async Task<Problem?> SpotlightAsync(Moderator moderator, string? identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        Target? target = null;
        if (identity is not null)
        {
            (target, var refusal) = await targets.FindSeenAsync(moderator, identity, cancellationToken);
            if (target is null)
                return refusal;
        }

        var problem = await changes.ChangeAsync(
            moderator.Meeting,
            meeting =>
            {
                meeting.Spotlight = identity;
                return null;
            },
            cancellationToken);
        if (problem is not null)
            return problem;
        await log.WriteAsync(moderator, new Deed(ModerationAction.Spotlight, identity, target?.Name), cancellationToken);
        return null;
    }

    public async Task<Problem?> EndAsync(Moderator moderator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        // First the log: a meeting that is over takes no more of it.
        await log.WriteAsync(moderator, new Deed(ModerationAction.End), cancellationToken);
        await meetings.EndAsync(moderator.Meeting, cancellationToken);
        return null;
    }

    private async Task<Problem?> ForbidUnmutingAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        var problem = await changes.ChangeAsync(
            meeting,
            row =>
            {
                row.MayUnmute = false;
                return null;
            },
            cancellationToken);
        if (problem is null)
            await permissions.EnforceAsync(meeting, cancellationToken);
        return problem;
    }
}
