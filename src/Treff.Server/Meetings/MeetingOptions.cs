namespace Treff.Server.Meetings;

/// <summary>
/// The options of a meeting, when it is created and when a host changes them. What is left out stays as it is (at creation: the default), null goes
/// back to the default.
/// </summary>
public sealed record MeetingOptions
{
    /// <summary>Shown to everybody in the meeting.</summary>
    public string? Name { get; init; }

    /// <summary>A readable name for the link <c>/m/…</c>: 3 to 60 letters a–z, digits and hyphens.</summary>
    public string? Alias { get; init; }

    /// <summary>4 to 128 characters.</summary>
    public string? Password { get; init; }

    /// <summary><c>off</c>, <c>everyone</c> or <c>without_password</c>.</summary>
    public string? WaitingRoom { get; init; }

    /// <summary>Nobody new comes in.</summary>
    public bool? Locked { get; init; }

    /// <summary>1 up to the server's own limit.</summary>
    public int? MaxParticipants { get; init; }

    /// <summary>When guests may come in: RFC 3339, with an offset.</summary>
    public string? StartsAt { get; init; }

    /// <summary>1 to 10080.</summary>
    public int? DurationMinutes { get; init; }

    /// <summary>IANA name, for example <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>weekly</c> or null.</summary>
    public string? Recurrence { get; init; }

    /// <summary>What guests may do.</summary>
    public PermissionOptions? Permissions { get; init; }

    /// <summary>Keep messages for those who come later.</summary>
    public bool? ChatHistory { get; init; }

    /// <summary>End-to-end encryption by the clients.</summary>
    public bool? E2ee { get; init; }

    /// <summary>When the meeting is over for good: RFC 3339, with an offset.</summary>
    public string? ExpiresAt { get; init; }
}

/// <summary>What guests may do; each may be left out.</summary>
public sealed record PermissionOptions
{
    /// <summary>Share the screen.</summary>
    public bool? ShareScreen { get; init; }

    /// <summary>Use the microphone.</summary>
    public bool? Unmute { get; init; }

    /// <summary>Use the camera.</summary>
    public bool? Camera { get; init; }

    /// <summary>Send messages, files and reactions.</summary>
    public bool? Chat { get; init; }

    /// <summary>Record the meeting.</summary>
    public bool? Record { get; init; }
}
