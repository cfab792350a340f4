using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Chat;

/// <summary>Lets in who holds a token for the meeting and is in it at this moment: somebody who was sent out keeps the token, but not the chat.</summary>
public sealed class ChatAccess(
    AccessTokenVerifier tokens, IRoomService rooms, MeetingDirectory meetings, ChatPace pace, TreffOptions options)
{
    /// <summary>The meeting's code and the person, or why not.</summary>
    public async Task<(ParticipantInfo? Person, string Meeting, Problem? Refusal)> EnterAsync(string id, HttpContext context, bool writes)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ReadToken(context.Request) is not { } claims)
            return (null, "", ChatProblems.TokenMissing);
        if (!options.Chat.History)
            return (null, "", ChatProblems.HistoryOff);
        var (found, refusal) = await meetings.OpenAsync(id, context.RequestAborted);
        if (found is null)
            return (null, "", refusal);
        var meeting = found.Meeting;
        refusal = CheckToken(claims, meeting, writes);
        if (refusal is not null)
            return (null, meeting.Id, refusal);
        var person = await FindPersonAsync(meeting.Id, claims.Identity, context.RequestAborted);
        if (person is null)
            return (null, meeting.Id, ChatProblems.NotInMeeting);
        // A host may have taken the right away since the token was made.
        return writes && person.Permission is { CanPublishData: false } ? (null, meeting.Id, ChatProblems.MayNotWrite) : (person, meeting.Id, null);
    }

    private AccessTokenClaims? ReadToken(HttpRequest request) =>
        tokens.TryVerify(BearerText.Of(request), out var claims, out _) && claims.Video.RoomJoin && claims.Identity.Length > 0 ? claims : null;

    private Problem? CheckToken(AccessTokenClaims claims, Meeting meeting, bool writes)
    {
        if (claims.Video.Room != meeting.Id)
            return ChatProblems.OtherMeeting;
        if (!meeting.ChatHistory)
            return ChatProblems.HistoryOff;
        return writes && !claims.Video.ToPermission().CanPublishData ? ChatProblems.MayNotWrite : CheckPace(meeting.Id, claims.Identity);
    }

    private Problem? CheckPace(string meeting, string identity)
    {
        var wait = pace.Take(meeting, identity);
        return wait <= TimeSpan.Zero ? null : ChatProblems.TooFast with { RetryAfter = wait };
    }

    private async Task<ParticipantInfo?> FindPersonAsync(string meeting, string identity, CancellationToken cancellationToken)
    {
        try
        {
            return await rooms.GetParticipantAsync(meeting, identity, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return null;
        }
    }
}
