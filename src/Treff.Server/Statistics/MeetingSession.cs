namespace Treff.Server.Statistics;

/// <summary>
/// One run of a meeting, from the first person to the last: a room of the media server, which has another sid each time it comes back. It
/// outlives the meeting's own row, and it is known only once somebody was in it.
/// </summary>
public sealed class MeetingSession
{
    /// <summary>Of the room.</summary>
    public required string Sid { get; init; }

    /// <summary>The meeting's code: the name of the room.</summary>
    public required string MeetingId { get; init; }

    /// <summary>As the meeting was called when it began; null when it had no name, or names are not recorded.</summary>
    public string? MeetingName { get; set; }

    /// <summary>When the first person came.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When the last person left a room that is over; null while the room is there.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The end was not told but found out: by a comparison with the media server, or after a crash.</summary>
    public bool EndIsInferred { get; set; }

    /// <summary>The last time something was heard of it.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Most people at the same time.</summary>
    public int Peak { get; set; }

    /// <summary>Different people.</summary>
    public int People { get; set; }

    /// <summary>The time of all people together, as far as they have left.</summary>
    public long PersonSeconds { get; set; }

    /// <summary>Rows of <see cref="ParticipantStay"/>, which are limited.</summary>
    public int Stays { get; set; }

    /// <summary>Something could not be recorded: events were lost, or there were too many.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>A host or the operator had it deleted: nobody and nothing of it is known any more, nor recorded again by a late event.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
