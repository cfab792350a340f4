using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Meetings;

namespace Treff.Server.Hosts;

/// <summary>Whether somebody who could let others in is in a meeting: the media server says who is there, the tickets who they are.</summary>
public sealed class HostPresence(Tickets tickets, IRoomService rooms)
{
    public async Task<bool> IsPresentAsync(FoundMeeting found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found.ParticipantCount > 0 && await IsPresentAsync(found.Meeting.Id, cancellationToken);
    }

    public async Task<bool> IsPresentAsync(string meeting, CancellationToken cancellationToken)
    {
        var hosts = await tickets.HostsAsync(meeting, cancellationToken);
        if (hosts.Count == 0)
            return false;
        var present = await rooms.ListParticipantsAsync(meeting, cancellationToken);
        return present.Any(person => person.State != ParticipantInfo.Types.State.Disconnected && hosts.Contains(person.Identity));
    }
}
