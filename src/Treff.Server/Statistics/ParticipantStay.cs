namespace Treff.Server.Statistics;

/// <summary>One connection of a person to a meeting, from coming to leaving.</summary>
public sealed class ParticipantStay
{
    /// <summary>Of the participant; another one each time they come.</summary>
    public required string Sid { get; init; }

    public required string SessionSid { get; init; }

    /// <summary>The same for one person who comes again; a code in its place where names are not recorded.</summary>
    public required string Identity { get; init; }

    /// <summary>As last seen; null where names are not recorded.</summary>
    public string? Name { get; set; }

    /// <summary><c>host</c>, <c>cohost</c> or <c>guest</c>; null when it is not known.</summary>
    public string? Role { get; set; }

    public required DateTimeOffset JoinedAt { get; set; }

    /// <summary>Null while they are there.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>They were found gone; when exactly is not known.</summary>
    public bool LeftIsInferred { get; set; }

    /// <summary>LiveKit's DisconnectReason in snake_case; null when it is not known.</summary>
    public string? Reason { get; set; }

    /// <summary>Somebody who was really there. Before, there are only tracks of somebody who may never get a connection, or may be no person.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Times a broken connection was taken up again.</summary>
    public int Resumes { get; set; }

    /// <summary>Rows of <see cref="StayTrack"/>, which are limited.</summary>
    public int Tracks { get; set; }

    /// <summary>So long the connection was watched; 0 = not at all, as in the cluster.</summary>
    public int MeasuredSeconds { get; set; }

    /// <summary>Of those, with some loss.</summary>
    public int GoodSeconds { get; set; }

    /// <summary>Of those, with much loss or pictures that did not fit.</summary>
    public int PoorSeconds { get; set; }
}
