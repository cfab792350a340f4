using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Meetings;

namespace Treff.Server.MeetingEvents;

/// <summary>Something that happened and may become an event.</summary>
/// <param name="At">When.</param>
internal abstract record MeetingNews(DateTimeOffset At)
{
    internal sealed record Created(DateTimeOffset At, Meeting Meeting) : MeetingNews(At);

    internal sealed record Waits(DateTimeOffset At, Meeting Meeting, MeetingEventParticipant Guest) : MeetingNews(At)
    {
        public static Waits From(DateTimeOffset at, Meeting meeting, Ticket ticket) =>
            new(at, meeting, new MeetingEventParticipant(ticket.Identity, ticket.DisplayName, ticket.Role.Word()));
    }

    internal sealed record InRoom(DateTimeOffset At, WebhookEvent Happened) : MeetingNews(At);
}
