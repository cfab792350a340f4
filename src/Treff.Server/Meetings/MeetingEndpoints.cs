using Treff.Server.ApiKeys;
using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Meetings;

/// <summary>Creating meetings and asking about them.</summary>
public static class MeetingEndpoints
{
    public static RouteGroupBuilder MapMeetings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Meetings");
        group.MapPost("/create", CreateAsync)
            .CountedAs(RequestKind.Create)
            .Needs(Credential.Creator, isOptional: true)
            .WithName("createMeeting")
            .WithSummary("Create a meeting; the body may be left out")
            .WithJsonBody<MeetingOptions>(isRequired: false)
            .Produces<CreatedMeeting>()
            .ProducesProblems(400, 401, 403, 409, 413, 415, 429, 503);
        group.MapGet("/{id}/info", InfoAsync)
            .WithName("getMeetingInfo")
            .WithSummary("What a guest may know before joining")
            .Produces<MeetingInformation>()
            .ProducesProblems(404, 410, 429, 503);
        group.MapGet("/{id}/exists", ExistsAsync)
            .WithName("meetingExists")
            .WithSummary("Whether a meeting can be joined")
            .Produces<MeetingExistence>()
            .ProducesProblems(404, 429, 503);
        return group;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, CreationAccess access, MeetingCreation creation)
    {
        var (creator, refusal) = await access.CheckAsync(context);
        return refusal ?? await creation.CreateAsync(context, creator);
    }

    private static async Task<IResult> InfoAsync(string id, MeetingDirectory meetings, HostPresence hosts, CancellationToken cancellationToken)
    {
        var (found, refusal) = await meetings.OpenAsync(id, cancellationToken);
        if (found is null)
            return refusal!;
        var hostPresent = await hosts.IsPresentAsync(found, cancellationToken);
        return Results.Ok(MeetingInformation.From(found.Meeting, found.ParticipantCount, hostPresent));
    }

    private static async Task<IResult> ExistsAsync(string id, MeetingDirectory meetings, CancellationToken cancellationToken)
    {
        var (found, refusal) = await meetings.OpenAsync(id, cancellationToken);
        return refusal == Problems.MeetingIdInvalid ? refusal : Results.Ok(new MeetingExistence(found is not null));
    }
}
