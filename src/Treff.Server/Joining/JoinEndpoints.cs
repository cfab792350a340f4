using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>Turning a meeting code and a name into a token, or into a place in the waiting room.</summary>
public static class JoinEndpoints
{
    public static RouteGroupBuilder MapJoining(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Joining");
        group.MapPost("/{id}/join", JoinAsync)
            .CountedAs(RequestKind.Join)
            .WithName("joinMeeting")
            .WithSummary("Get a token for a meeting, or wait until a host lets one in")
            .WithJsonBody<JoinMeetingRequest>(isRequired: true)
            .Produces<JoinedMeeting>()
            .Produces<WaitingGuest>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 401, 403, 404, 409, 410, 413, 415, 423, 425, 429, 503);
        return group;
    }

    private static async Task<IResult> JoinAsync(string id, HttpContext context, MeetingDirectory meetings, Admission admission, JoinAnswers answers)
    {
        var (request, problem) = await JsonBody.ReadAsync<JoinMeetingRequest>(context);
        if (problem is not null)
            return problem;
        if (request.DisplayName is not { } text)
            return Problems.DisplayNameMissing;
        if (NameText.Check("display_name", text, out var displayName) is { } wrong)
            return wrong;
        var (found, refusal) = await meetings.OpenAsync(id, context.RequestAborted);
        if (found is null)
            return refusal!;
        var applicant = new Applicant(displayName, request, ClientAddress.Of(context));
        return await admission.DecideAsync(found, applicant, context.RequestAborted) switch
        {
            Decision.Admitted { Held: var held } => await answers.LetInAsync(found, held, context),
            Decision.Waiting waiting => JoinAnswers.Wait(found, waiting),
            Decision.Refused refused => refused.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
