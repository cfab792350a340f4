using Treff.Server.Hosts;
using Treff.Server.Lobby;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>Changes the options of a meeting: stored, written to the log, and in force for the people inside.</summary>
public sealed class SettingsChange(
    MeetingChanges changes, PasswordCheck passwords, ModerationLog log, PermissionEnforcement permissions, WaitingGuests waiting, TreffOptions options, TimeProvider time)
{
    /// <summary>Null: done.</summary>
    public async Task<Problem?> ApplyAsync(Moderator moderator, JsonPatch<MeetingOptions> body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        ArgumentNullException.ThrowIfNull(body);
        var reader = new MeetingOptionsReader(body, options, time.GetUtcNow());
        var hash = await passwords.HashAsync(reader.NewPassword, cancellationToken);
        if (await changes.ChangeAsync(moderator.Meeting, meeting => reader.ApplyTo(meeting, hash), cancellationToken) is { } problem)
            return problem;
        await log.WriteAsync(moderator, new(ModerationAction.Settings, Detail: string.Join(", ", body.Fields.Order(StringComparer.Ordinal))), cancellationToken);
        if (body.Has("permissions"))
            await permissions.EnforceAsync(moderator.Meeting, cancellationToken);
        // Without a waiting room nobody is left standing in it.
        if (body.Has("waiting_room") && moderator.Meeting.WaitingRoom == WaitingRoom.Off)
            await waiting.MoveAllAsync(moderator.Meeting.Id, TicketState.Admitted, cancellationToken);
        return null;
    }

    /// <summary>The new key. Who is a host by the old one stays a host; who shows the old one from now on does not become one.</summary>
    public async Task<string> ReplaceHostKeyAsync(Moderator moderator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        var key = SecretText.New();
        await changes.ChangeAsync(
            moderator.Meeting,
            meeting =>
            {
                meeting.HostKeyHash = SecretText.Hash(key);
                return null;
            },
            cancellationToken);
        await log.WriteAsync(moderator, new(ModerationAction.HostKey), cancellationToken);
        return key;
    }
}
