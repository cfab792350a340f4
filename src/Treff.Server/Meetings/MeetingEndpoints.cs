using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>Creating meetings and asking about them.</summary>
public static class MeetingEndpoints
{
    public static RouteGroupBuilder MapMeetings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Meetings");
        group.MapPost("/create", CreateAsync)
            .WithName("createMeeting")
            .WithSummary("Create a meeting; the body may be left out")
            .WithJsonBody<CreateMeetingRequest>(isRequired: false)
            .Produces<CreatedMeeting>()
            .ProducesProblems(400, 413, 415, 503);
        group.MapGet("/{id}/info", InfoAsync)
            .WithName("getMeetingInfo")
            .WithSummary("What a guest may know before joining")
            .Produces<MeetingInformation>()
            .ProducesProblems(404, 410, 503);
        group.MapGet("/{id}/exists", ExistsAsync)
            .WithName("meetingExists")
            .WithSummary("Whether a meeting can be joined")
            .Produces<MeetingExistence>()
            .ProducesProblems(404, 503);
        return group;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, MeetingDirectory meetings, PublicUrls urls)
    {
        var (request, problem) = await JsonBody.ReadAsync<CreateMeetingRequest>(context);
        var name = request.Name;
        if (problem is null && name is not null)
            problem = NameText.Check("name", name, out name);
        if (problem is not null)
            return problem;
        var meeting = await meetings.CreateAsync(name, context.RequestAborted);
        return Results.Ok(CreatedMeeting.From(meeting, urls.BaseUrl(context.Request)));
    }

    private static async Task<IResult> InfoAsync(string id, MeetingDirectory meetings, CancellationToken cancellationToken)
    {
        if (!MeetingId.TryParse(id, out var meetingId))
            return Problems.MeetingIdInvalid;
        if (await meetings.FindAsync(meetingId, cancellationToken) is not { } found)
            return Problems.MeetingNotFound;
        return meetings.IsExpired(found)
            ? Problems.MeetingExpired
            : Results.Ok(MeetingInformation.From(found.Meeting, found.ParticipantCount));
    }

    private static async Task<IResult> ExistsAsync(string id, MeetingDirectory meetings, CancellationToken cancellationToken)
    {
        if (!MeetingId.TryParse(id, out var meetingId))
            return Problems.MeetingIdInvalid;
        var found = await meetings.FindAsync(meetingId, cancellationToken);
        return Results.Ok(new MeetingExistence(found is not null && !meetings.IsExpired(found)));
    }
}
