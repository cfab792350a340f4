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
        if (!MeetingId.TryParse(id, out var meetingId))
            return (null, "", Problems.MeetingIdInvalid);
        var meeting = meetingId.ToString();
        if (CheckToken(context, meeting, writes, out var identity) is { } refusal)
            return (null, meeting, refusal);
        if (await meetings.FindAsync(meetingId, context.RequestAborted) is not { } found)
            return (null, meeting, Problems.MeetingNotFound);
        if (meetings.IsExpired(found))
            return (null, meeting, Problems.MeetingExpired);
        var person = await FindPersonAsync(meeting, identity, context.RequestAborted);
        return person is null ? (null, meeting, ChatProblems.NotInMeeting) : (person, meeting, null);
    }

    private Problem? CheckToken(HttpContext context, string meeting, bool writes, out string identity)
    {
        identity = "";
        if (!tokens.TryVerify(BearerToken(context.Request), out var claims, out _) || !claims.Video.RoomJoin || claims.Identity.Length == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return ChatProblems.TokenMissing;
        }

        identity = claims.Identity;
        if (claims.Video.Room != meeting)
            return ChatProblems.OtherMeeting;
        if (!options.Chat.History)
            return ChatProblems.HistoryOff;
        if (writes && !claims.Video.ToPermission().CanPublishData)
            return ChatProblems.MayNotWrite;
        return CheckPace(context, meeting, identity);
    }

    private Problem? CheckPace(HttpContext context, string meeting, string identity)
    {
        var wait = pace.Take(meeting, identity);
        if (wait <= TimeSpan.Zero)
            return null;
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ChatProblems.TooFast;
    }

    private static string? BearerToken(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
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
