using System.Diagnostics.CodeAnalysis;
using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>Checks options and puts them into a meeting; the first mistake is told.</summary>
/// <param name="patch">From the request.</param>
/// <param name="server">What this server allows.</param>
/// <param name="now">For times that must lie ahead.</param>
public sealed class MeetingOptionsReader(JsonPatch<MeetingOptions> patch, TreffOptions server, DateTimeOffset now)
{
    /// <summary>A week.</summary>
    private const int MaxDurationMinutes = 7 * 24 * 60;

    /// <summary>How far ahead a meeting may be planned or last; longer is a slip of the year.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(2 * 366);

    /// <summary>A weekly meeting lasts so long after its first time, unless its hosts say otherwise.</summary>
    private static readonly TimeSpan WeeklyLifetime = TimeSpan.FromDays(366);

    /// <summary>A start may be a little past: forms are filled in slowly, and a running meeting may be renamed together with its times.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromDays(1);

    private readonly MeetingOptions _options = patch.Value;

    /// <summary>The password to hash, which takes too long to be done in between; null when there is no new one, or none that can be used.</summary>
    public string? NewPassword => HasUsablePassword ? _options.Password : null;

    private bool HasUsablePassword => _options.Password?.Length is >= Passwords.MinLength and <= Passwords.MaxLength;

    /// <summary>Null: the meeting has the options now.</summary>
    /// <param name="meeting">A new one, or one as it is stored.</param>
    /// <param name="passwordHash">Of <see cref="NewPassword"/>.</param>
    public Problem? ApplyTo(Meeting meeting, string? passwordHash)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var problem = ApplyNames(meeting) ?? ApplyEntry(meeting) ?? ApplySchedule(meeting) ?? ApplyExpiry(meeting);
        if (problem is not null)
            return problem;
        if (patch.Has("permissions"))
            meeting.Permissions = Merge(meeting.Permissions);
        if (patch.Has("chat_history"))
            meeting.ChatHistory = _options.ChatHistory ?? true;
        if (patch.Has("e2ee"))
            meeting.IsEndToEndEncrypted = _options.E2ee ?? false;
        if (_options.Password is not null && !HasUsablePassword)
            return MeetingProblems.PasswordLength;
        if (patch.Has("password"))
            meeting.PasswordHash = passwordHash;
        return null;
    }

    private Problem? ApplyNames(Meeting meeting)
    {
        if (patch.Has("name"))
        {
            var name = _options.Name;
            if (name is not null && NameText.Check("name", name, out name) is { } wrong)
                return wrong;
            meeting.Name = name;
        }

        if (!patch.Has("alias"))
            return null;
        var alias = _options.Alias is { } text ? MeetingAlias.Normalize(text) : null;
        if (alias is not null && !MeetingAlias.IsValid(alias))
            return MeetingProblems.AliasInvalid;
        meeting.Alias = alias;
        return null;
    }

    private Problem? ApplyEntry(Meeting meeting)
    {
        if (patch.Has("waiting_room"))
        {
            if (!WaitingRooms.TryParse(_options.WaitingRoom ?? WaitingRoom.Off.Word(), out var waitingRoom))
                return MeetingProblems.NotOneOf("waiting_room", WaitingRooms.Words);
            meeting.WaitingRoom = waitingRoom;
        }

        if (patch.Has("locked"))
            meeting.Locked = _options.Locked ?? false;
        if (!patch.Has("max_participants"))
            return null;
        var most = _options.MaxParticipants ?? server.MaxParticipants;
        if (most < 1 || most > server.MaxParticipants)
            return MeetingProblems.OutOfRange("max_participants", 1, server.MaxParticipants);
        meeting.MaxParticipants = most;
        return null;
    }

    private Problem? ApplySchedule(Meeting meeting)
    {
        if (patch.Has("starts_at"))
        {
            DateTimeOffset? startsAt = null;
            if (_options.StartsAt is not null && !TryReadTime(_options.StartsAt, now - Lateness, out startsAt))
                return MeetingProblems.TimeInvalid("starts_at");
            meeting.StartsAt = startsAt;
        }

        if (patch.Has("duration_minutes"))
        {
            if (_options.DurationMinutes is < 1 or > MaxDurationMinutes)
                return MeetingProblems.OutOfRange("duration_minutes", 1, MaxDurationMinutes);
            meeting.DurationMinutes = _options.DurationMinutes;
        }

        if (patch.Has("time_zone"))
        {
            if (_options.TimeZone is { } zone && !IsTimeZone(zone))
                return MeetingProblems.TimeZoneUnknown;
            meeting.TimeZone = _options.TimeZone;
        }

        if (!patch.Has("recurrence"))
            return null;
        if (_options.Recurrence is not (null or "weekly"))
            return MeetingProblems.NotOneOf("recurrence", "weekly, null");
        meeting.IsWeekly = _options.Recurrence is not null;
        return null;
    }

    private Problem? ApplyExpiry(Meeting meeting)
    {
        if (_options.ExpiresAt is not null)
        {
            var earliest = meeting.StartsAt > now ? meeting.StartsAt.Value : now;
            if (!TryReadTime(_options.ExpiresAt, earliest + TimeSpan.FromSeconds(1), out var expiresAt))
                return MeetingProblems.TimeInvalid("expires_at");
            meeting.ExpiresAt = expiresAt.Value;
            return null;
        }

        // Planned further ahead, a meeting lives longer; it never dies sooner because its time was moved.
        var usual = UsualExpiry(meeting);
        if (usual > meeting.ExpiresAt || patch.Has("expires_at"))
            meeting.ExpiresAt = usual;
        return null;
    }

    private DateTimeOffset UsualExpiry(Meeting meeting)
    {
        var begin = meeting.StartsAt ?? meeting.CreatedAt;
        var end = (begin > meeting.CreatedAt ? begin : meeting.CreatedAt) + TimeSpan.FromMinutes(meeting.DurationMinutes ?? 0);
        return end + (meeting.IsWeekly ? WeeklyLifetime : TimeSpan.Zero) + server.MeetingLifetime;
    }

    private GuestPermissions Merge(GuestPermissions present)
    {
        if (_options.Permissions is not { } wanted)
            return GuestPermissions.Default;
        return new GuestPermissions(
            Choose("share_screen", wanted.ShareScreen, present.ShareScreen, GuestPermissions.Default.ShareScreen),
            Choose("unmute", wanted.Unmute, present.Unmute, GuestPermissions.Default.Unmute),
            Choose("camera", wanted.Camera, present.Camera, GuestPermissions.Default.Camera),
            Choose("chat", wanted.Chat, present.Chat, GuestPermissions.Default.Chat),
            Choose("record", wanted.Record, present.Record, GuestPermissions.Default.Record));
    }

    private bool Choose(string name, bool? wanted, bool present, bool otherwise) => patch.Has("permissions." + name) ? wanted ?? otherwise : present;

    private bool TryReadTime(string? text, DateTimeOffset earliest, [NotNullWhen(true)] out DateTimeOffset? time)
    {
        time = null;
        if (text is null || !WireTime.TryParse(text, out var read))
            return false;
        time = read;
        return read >= earliest && read <= now + Horizon;
    }

    private static bool IsTimeZone(string name) => name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
