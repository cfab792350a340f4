using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Storage;

namespace Treff.Server.Moderation;

/// <summary>Brings what the people in a room may publish in line with the meeting's options; the media server ends at once what is no longer allowed.</summary>
public sealed class PermissionEnforcement(TreffDbContext database, IRoomService rooms)
{
    /// <summary>Everybody who came by a ticket. Recorders, agents and others with tokens of the server API keep what those say.</summary>
    public async Task EnforceAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var roles = await database.Tickets.AsNoTracking()
            .Where(t => t.MeetingId == meeting.Id && t.State == TicketState.Admitted)
            .ToDictionaryAsync(t => t.Identity, t => t.Role, cancellationToken);
        foreach (var person in await rooms.ListParticipantsAsync(meeting.Id, cancellationToken))
        {
            if (roles.TryGetValue(person.Identity, out var role))
                await EnforceAsync(meeting, person, role, cancellationToken);
        }
    }

    /// <summary>One person, whose attribute also says the role again.</summary>
    public async Task EnforceAsync(Meeting meeting, ParticipantInfo person, MeetingRole role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        ArgumentNullException.ThrowIfNull(person);
        var wanted = Of(meeting, person, role);
        var hasRole = person.Attributes.GetValueOrDefault(MeetingRoles.Attribute) == role.Word();
        if (hasRole && wanted.Equals(person.Permission))
            return;
        var request = new UpdateParticipantRequest { Room = meeting.Id, Identity = person.Identity, Permission = wanted };
        request.Attributes[MeetingRoles.Attribute] = role.Word();
        await TryUpdateAsync(request, cancellationToken);
    }

    /// <summary>False: the person is gone.</summary>
    public async Task<bool> TryUpdateAsync(UpdateParticipantRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await rooms.UpdateParticipantAsync(request, cancellationToken);
            return true;
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>The person's permission with what the role may do in this meeting; what else stands there stays.</summary>
    public static ParticipantPermission Of(Meeting meeting, ParticipantInfo person, MeetingRole role)
    {
        ArgumentNullException.ThrowIfNull(person);
        var may = GuestPermissions.Of(meeting, role);
        var permission = person.Permission?.Clone() ?? new ParticipantPermission { CanSubscribe = true, CanUpdateMetadata = true };
        permission.CanPublishData = may.Chat;
        permission.CanPublishSources.Clear();
        permission.CanPublishSources.AddRange(may.Sources());
        // An empty list of sources would allow every source.
        permission.CanPublish = permission.CanPublishSources.Count > 0;
        return permission;
    }
}
