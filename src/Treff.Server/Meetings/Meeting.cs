namespace Treff.Server.Meetings;

/// <summary>A meeting as it is stored. Its room on the media server has the same name and comes and goes with the people.</summary>
public sealed class Meeting
{
    /// <summary>In canonical form, see <see cref="MeetingId"/>.</summary>
    public required string Id { get; init; }

    public string? Name { get; set; }

    /// <summary>A second, readable name in links; see <see cref="MeetingAlias"/>.</summary>
    public string? Alias { get; set; }

    /// <summary>SHA-256 of the host key. Null: the meeting has no hosts.</summary>
    public byte[]? HostKeyHash { get; set; }

    /// <summary>See <see cref="Passwords"/>. Null: there is no password.</summary>
    public string? PasswordHash { get; set; }

    public WaitingRoom WaitingRoom { get; set; }

    /// <summary>Nobody new comes in, hosts excepted.</summary>
    public bool Locked { get; set; }

    public required int MaxParticipants { get; set; }

    /// <summary>Guests come in from then on. Null: at once.</summary>
    public DateTimeOffset? StartsAt { get; set; }

    public int? DurationMinutes { get; set; }

    /// <summary>The IANA name of the time zone that the start is meant in, for calendars.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The meeting takes place every week at the same time and keeps its link.</summary>
    public bool IsWeekly { get; set; }

    public bool MayShareScreen { get; set; } = GuestPermissions.Default.ShareScreen;

    public bool MayUnmute { get; set; } = GuestPermissions.Default.Unmute;

    public bool MayUseCamera { get; set; } = GuestPermissions.Default.Camera;

    public bool MayChat { get; set; } = GuestPermissions.Default.Chat;

    public bool MayRecord { get; set; } = GuestPermissions.Default.Record;

    /// <summary>Whether messages are kept for those who come later, where the server keeps any.</summary>
    public bool ChatHistory { get; set; } = true;

    /// <summary>Clients encrypt media with a key that the server never sees.</summary>
    public bool IsEndToEndEncrypted { get; set; }

    /// <summary>The identity of the person whom everybody sees large.</summary>
    public string? Spotlight { get; set; }

    /// <summary>One more with every change of the options; calendars call it SEQUENCE.</summary>
    public int Version { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When a host ended the meeting, the sweep closed the room of the expired one, or the server API deleted it; the row stays a while so that late guests learn what happened.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>On the wire: <c>weekly</c> or null.</summary>
    public string? Recurrence => IsWeekly ? "weekly" : null;

    public GuestPermissions Permissions
    {
        get => new(MayShareScreen, MayUnmute, MayUseCamera, MayChat, MayRecord);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            MayShareScreen = value.ShareScreen;
            MayUnmute = value.Unmute;
            MayUseCamera = value.Camera;
            MayChat = value.Chat;
            MayRecord = value.Record;
        }
    }
}
