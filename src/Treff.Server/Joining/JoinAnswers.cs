using Treff.Server.Chat;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>What those who come in or wait are told.</summary>
public sealed partial class JoinAnswers(MeetingDirectory meetings, JoinTokens tokens, PublicUrls urls, TreffOptions options, ILogger<JoinAnswers> logger)
{
    /// <summary>Token and address, with the room there.</summary>
    public async Task<IResult> LetInAsync(FoundMeeting found, HeldTicket held, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(context);
        await meetings.EnsureRoomAsync(found, context.RequestAborted);
        var (meeting, ticket) = (found.Meeting, held.Ticket);
        Log.TokenIssued(logger, meeting.Id, ticket.Identity);
        return Results.Ok(new JoinedMeeting(
            tokens.Create(meeting, ticket),
            meeting.Id,
            urls.LiveKitUrl(context.Request),
            ticket.Identity,
            ChatRules.From(options.Chat, meeting),
            ticket.Role.Word(),
            held.Secret,
            GuestPermissions.Of(meeting, ticket.Role)));
    }

    /// <summary>A place in the waiting room.</summary>
    public static IResult Wait(FoundMeeting found, Decision.Waiting waiting)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(waiting);
        var answer = new WaitingGuest(waiting.Held.Secret, found.Meeting.Id, "waiting", waiting.HostPresent);
        return Results.Json(answer, statusCode: StatusCodes.Status202Accepted);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Token for room {Room} issued to {Participant}")]
        public static partial void TokenIssued(ILogger logger, string room, string participant);
    }
}
