using Treff.LiveKit.Protocol;
using Treff.Server.Statistics;

namespace Treff.Server.MeetingEvents;

/// <summary>
/// Turns what happens in rooms into what happens to meetings: a meeting starts with its first person, and ends with its room. One caller at a time.
/// </summary>
internal sealed class RunningMeetings
{
    /// <summary>By the room's sid: the sids of the people in it.</summary>
    private readonly Dictionary<string, HashSet<string>> _sessions = new(StringComparer.Ordinal);

    /// <summary>The events that come of it, in their order.</summary>
    /// <param name="happened">With its room.</param>
    /// <param name="at">When.</param>
    /// <param name="meeting">The room's, without what this adds.</param>
    public IReadOnlyList<MeetingEventBody> Tell(WebhookEvent happened, string at, MeetingEventData meeting)
    {
        var session = meeting with { SessionId = happened.Room.Sid };
        return happened.Event switch
        {
            "participant_joined" when Person.Is(happened.Participant) => Join(happened, at, session),
            "participant_left" when Person.Is(happened.Participant) => Leave(happened, at, session),
            "room_finished" when _sessions.Remove(happened.Room.Sid) => [new MeetingEventBody("meeting.ended", at, session)],
            _ => [],
        };
    }

    private List<MeetingEventBody> Join(WebhookEvent happened, string at, MeetingEventData session)
    {
        var events = new List<MeetingEventBody>();
        if (!_sessions.TryGetValue(happened.Room.Sid, out var people))
        {
            _sessions[happened.Room.Sid] = people = new HashSet<string>(StringComparer.Ordinal);
            events.Add(new MeetingEventBody("meeting.started", at, session));
        }

        if (people.Add(happened.Participant.Sid))
            events.Add(new MeetingEventBody("participant.joined", at, session with { ParticipantCount = people.Count, Participant = From(happened.Participant) }));
        return events;
    }

    /// <summary>Somebody who never got in is not told to have left.</summary>
    private IReadOnlyList<MeetingEventBody> Leave(WebhookEvent happened, string at, MeetingEventData session)
    {
        if (!_sessions.TryGetValue(happened.Room.Sid, out var people) || !people.Remove(happened.Participant.Sid))
            return [];
        var who = From(happened.Participant) with { Reason = Person.ReasonOf(happened.Participant) };
        return [new MeetingEventBody("participant.left", at, session with { ParticipantCount = people.Count, Participant = who })];
    }

    private static MeetingEventParticipant From(ParticipantInfo participant) => new(participant.Identity, participant.Name, Person.RoleOf(participant));
}
