using Treff.LiveKit;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>Makes the token of somebody who may come in.</summary>
public sealed class JoinTokens(ApiCredentials credentials, TreffOptions options, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// A token for one room: out goes what the meeting allows to the role, everything comes in, and the own name may be changed. At the embedded
    /// media server hosts and co-hosts may also call LiveKit's server API for this room.
    /// </summary>
    public string Create(Meeting meeting, Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        ArgumentNullException.ThrowIfNull(ticket);
        var may = GuestPermissions.Of(meeting, ticket.Role);
        var sources = may.Sources();
        var claims = new AccessTokenClaims
        {
            Identity = ticket.Identity,
            Name = ticket.DisplayName,
            Attributes = new Dictionary<string, string> { [MeetingRoles.Attribute] = ticket.Role.Word() },
            Video = new VideoGrant
            {
                RoomJoin = true,
                Room = meeting.Id,
                // A token outlives the role. The embedded server knows that and asks; another LiveKit would believe it for a day.
                RoomAdmin = options.IsEmbedded && ticket.Role != MeetingRole.Guest,
                // An empty list of sources would allow every source.
                CanPublish = sources.Count > 0,
                CanSubscribe = true,
                CanPublishData = may.Chat,
                CanUpdateOwnMetadata = true,
                CanPublishSources = sources,
            },
        };
        return AccessToken.Create(credentials, claims, time.GetUtcNow(), Lifetime);
    }
}
