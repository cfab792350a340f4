using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Moderation;

/// <summary>What hosts see and change of a meeting.</summary>
public static class SettingsEndpoints
{
    public static RouteGroupBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Hosts").Needs(Credential.Host);
        group.MapGet("/{id}/settings", ReadAsync)
            .WithName("getMeetingSettings")
            .WithSummary("All options of a meeting. Host or co-host")
            .Produces<MeetingSettings>()
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        group.MapPatch("/{id}/settings", ChangeAsync)
            .WithName("changeMeetingSettings")
            .WithSummary("Change options, also while the meeting runs; what is left out stays, null is the default. Host or co-host")
            .WithJsonBody<MeetingOptions>(isRequired: true)
            .Produces<MeetingSettings>()
            .ProducesProblems(400, 401, 403, 404, 409, 410, 413, 415, 429, 503);
        group.MapPost("/{id}/host-key", ReplaceKeyAsync)
            .WithName("replaceHostKey")
            .WithSummary("Make a new host key; the old one no longer works. Host")
            .Produces<NewHostKey>()
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        return group;
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, HostAccess access, PublicUrls urls)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context);
        return moderator is null ? refusal! : Settings(moderator.Meeting, context, urls);
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, HostAccess access, SettingsChange settings, PublicUrls urls)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context);
        if (moderator is null)
            return refusal!;
        var (body, problem) = await JsonBody.ReadPatchAsync<MeetingOptions>(context);
        problem ??= await settings.ApplyAsync(moderator, body, context.RequestAborted);
        return problem ?? Settings(moderator.Meeting, context, urls);
    }

    private static async Task<IResult> ReplaceKeyAsync(string id, HttpContext context, HostAccess access, SettingsChange settings, PublicUrls urls)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context, MeetingRole.Host);
        if (moderator is null)
            return refusal!;
        var key = await settings.ReplaceHostKeyAsync(moderator, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new NewHostKey(key, MeetingUrls.Host(urls.BaseUrl(context.Request), moderator.Meeting, key)));
    }

    private static IResult Settings(Meeting meeting, HttpContext context, PublicUrls urls)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(MeetingSettings.From(meeting, urls.BaseUrl(context.Request)));
    }
}
