using Treff.Server.Chat;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>Turning a meeting code and a name into a token.</summary>
public static partial class JoinEndpoints
{
    public static RouteGroupBuilder MapJoining(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Joining");
        group.MapPost("/{id}/join", JoinAsync)
            .WithName("joinMeeting")
            .WithSummary("Get a token for a meeting")
            .WithJsonBody<JoinMeetingRequest>(isRequired: true)
            .Produces<JoinedMeeting>()
            .ProducesProblems(400, 404, 409, 410, 413, 415, 503);
        return group;
    }

    private static async Task<IResult> JoinAsync(
        string id, HttpContext context, MeetingDirectory meetings, GuestTokens tokens, PublicUrls urls, TreffOptions options, ILogger<GuestTokens> logger)
    {
        if (!MeetingId.TryParse(id, out var meetingId))
            return Problems.MeetingIdInvalid;
        var (request, problem) = await JsonBody.ReadAsync<JoinMeetingRequest>(context);
        if (problem is not null)
            return problem;
        if (request.DisplayName is not { } text)
            return Problems.DisplayNameMissing;
        if (NameText.Check("display_name", text, out var displayName) is { } wrong)
            return wrong;
        var (found, refusal) = await FindAsync(meetingId, meetings, context.RequestAborted);
        if (found is null)
            return refusal!;
        await meetings.EnsureRoomAsync(found, context.RequestAborted);
        var identity = GuestTokens.NewIdentity();
        Log.TokenIssued(logger, found.Meeting.Id, identity);
        var token = tokens.Create(found.Meeting, identity, displayName);
        return Results.Ok(new JoinedMeeting(token, found.Meeting.Id, urls.LiveKitUrl(context.Request), identity, ChatRules.From(options.Chat)));
    }

    private static async Task<(FoundMeeting? Found, Problem? Refusal)> FindAsync(
        MeetingId id, MeetingDirectory meetings, CancellationToken cancellationToken)
    {
        if (await meetings.FindAsync(id, cancellationToken) is not { } found)
            return (null, Problems.MeetingNotFound);
        if (meetings.IsExpired(found))
            return (null, Problems.MeetingExpired);
        return found.ParticipantCount >= found.Meeting.MaxParticipants ? (null, Problems.MeetingFull(found.Meeting.MaxParticipants)) : (found, null);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Token for room {Room} issued to {Participant}")]
        public static partial void TokenIssued(ILogger logger, string room, string participant);
    }
}
