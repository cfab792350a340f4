using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Moderation;

/// <summary>What hosts do in a meeting. Every call is checked here, whatever the page shows.</summary>
public static class ModerationEndpoints
{
    public static RouteGroupBuilder MapModeration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings/{id}").WithTags("Hosts").Needs(Credential.Host);
        MapPeople(group.MapGroup("/participants/{identity}"));
        Describe<MuteAllRequest>(group.MapPost("/mute-all", MuteAllAsync), "muteAll", "Mute everybody but hosts and co-hosts. Host or co-host");
        Describe(group.MapPost("/lower-hands", LowerHandsAsync), "lowerHands", "Lower all hands. Host or co-host");
        Describe<SpotlightRequest>(group.MapPut("/spotlight", SpotlightAsync), "spotlight", "Show one person large to everybody, or nobody. Host or co-host");
        Describe(group.MapPost("/end", EndAsync), "endMeeting", "End the meeting for everybody. Host");
        group.MapGet("/log", LogAsync)
            .WithName("getMeetingLog")
            .WithSummary("What hosts did, the newest first. Host")
            .Produces<MeetingLog>()
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        return group;
    }

    private static void MapPeople(RouteGroupBuilder people)
    {
        Describe<MuteRequest>(people.MapPost("/mute", MuteAsync), "muteParticipant", "Mute a microphone or camera, or end a screen share. Host or co-host");
        Describe(people.MapPost("/ask-to-unmute", AskToUnmuteAsync), "askToUnmute", "Ask somebody to unmute. Host or co-host");
        Describe<RemoveRequest>(people.MapPost("/remove", RemoveAsync), "removeParticipant", "Send somebody out, and keep them out. Host or co-host");
        Describe<RoleRequest>(people.MapPost("/role", RoleAsync), "changeRole", "Make somebody a co-host, or a guest again. Host");
        Describe(people.MapPost("/lower-hand", LowerHandAsync), "lowerHand", "Lower somebody's hand. Host or co-host");
    }

    private static RouteHandlerBuilder Describe<TBody>(RouteHandlerBuilder endpoint, string name, string summary) =>
        Describe(endpoint, name, summary).WithJsonBody<TBody>(isRequired: false).ProducesProblems(400, 413, 415);

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary).Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403, 404, 410, 429, 503);

    private static Task<IResult> MuteAsync(string id, string identity, HttpContext context, HostAccess access, PersonActions people) =>
        ActAsync<MuteRequest>(new(id, context), access, (who, body, cancel) => people.MuteAsync(who, identity, body.Source, cancel));

    private static Task<IResult> AskToUnmuteAsync(string id, string identity, HttpContext context, HostAccess access, PersonActions people) =>
        ActAsync(new(id, context), access, (who, cancel) => people.AskToUnmuteAsync(who, identity, cancel));

    private static Task<IResult> RemoveAsync(string id, string identity, HttpContext context, HostAccess access, PersonActions people) =>
        ActAsync<RemoveRequest>(new(id, context), access, (who, body, cancel) => people.RemoveAsync(who, identity, body.KeepOut ?? false, cancel));

    private static Task<IResult> RoleAsync(string id, string identity, HttpContext context, HostAccess access, PersonActions people) =>
        ActAsync<RoleRequest>(new(id, context, MeetingRole.Host), access, (who, body, cancel) => people.ChangeRoleAsync(who, identity, body.Role, cancel));

    private static Task<IResult> LowerHandAsync(string id, string identity, HttpContext context, HostAccess access, PersonActions people) =>
        ActAsync(new(id, context), access, (who, cancel) => people.LowerHandAsync(who, identity, cancel));

    private static Task<IResult> MuteAllAsync(string id, HttpContext context, HostAccess access, MeetingActions meeting) =>
        ActAsync<MuteAllRequest>(new(id, context), access, (who, body, cancel) => meeting.MuteAllAsync(who, body.KeepMuted ?? false, cancel));

    private static Task<IResult> LowerHandsAsync(string id, HttpContext context, HostAccess access, MeetingActions meeting) =>
        ActAsync(new(id, context), access, meeting.LowerHandsAsync);

    private static Task<IResult> SpotlightAsync(string id, HttpContext context, HostAccess access, MeetingActions meeting) =>
        ActAsync<SpotlightRequest>(new(id, context), access, (who, body, cancel) => meeting.SpotlightAsync(who, body.Identity, cancel));

    private static Task<IResult> EndAsync(string id, HttpContext context, HostAccess access, MeetingActions meeting) =>
        ActAsync(new(id, context, MeetingRole.Host), access, meeting.EndAsync);

    private static async Task<IResult> LogAsync(string id, HttpContext context, HostAccess access, ModerationLog log)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context, MeetingRole.Host);
        if (moderator is null)
            return refusal!;
        context.Response.Headers.CacheControl = "no-store";
        var entries = await log.ReadAsync(moderator.Meeting.Id, context.RequestAborted);
        return Results.Ok(new MeetingLog([.. entries.Select(LoggedDeed.From)]));
    }

    /// <summary>Who may do it is found out before anything of the body is read.</summary>
    private static async Task<IResult> ActAsync<TBody>(HostCall call, HostAccess access, Func<Moderator, TBody, CancellationToken, Task<Problem?>> act)
        where TBody : class, new()
    {
        var (moderator, refusal) = await access.EnterAsync(call.Id, call.Context, call.Least);
        if (moderator is null)
            return refusal!;
        var (body, problem) = await JsonBody.ReadAsync<TBody>(call.Context);
        problem ??= await act(moderator, body, call.Context.RequestAborted);
        return problem ?? Results.NoContent();
    }

    private static async Task<IResult> ActAsync(HostCall call, HostAccess access, Func<Moderator, CancellationToken, Task<Problem?>> act)
    {
        var (moderator, refusal) = await access.EnterAsync(call.Id, call.Context, call.Least);
        if (moderator is null)
            return refusal!;
        return await act(moderator, call.Context.RequestAborted) ?? Results.NoContent();
    }
}
