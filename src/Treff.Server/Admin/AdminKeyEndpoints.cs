using Treff.Server.ApiKeys;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Admin;

/// <summary>Keys for other servers, and meetings that the operator creates.</summary>
internal static class AdminKeyEndpoints
{
    public static void MapAdminKeys(this RouteGroupBuilder admin)
    {
        admin.MapGet("/keys", ListAsync)
            .WithName("adminKeys").WithSummary("API keys, without the keys themselves").Produces<ApiKeyList>().ProducesProblems(401);
        admin.MapPost("/keys", CreateAsync)
            .WithName("adminCreateKey")
            .WithSummary("Make an API key; it is shown only here")
            .WithJsonBody<ApiKeyRequest>(isRequired: true)
            .Produces<ApiKeyCreated>()
            .ProducesProblems(400, 401, 403, 409, 413, 415);
        admin.MapDelete("/keys/{keyId}", RevokeAsync)
            .WithName("adminRevokeKey").WithSummary("Revoke an API key at once").Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403, 404);
        admin.MapPost("/meetings/create", (HttpContext context, MeetingCreation creation) => creation.CreateAsync(context, "the operator"))
            .WithName("adminCreateMeeting")
            .WithSummary("Create a meeting, whoever else may")
            .WithJsonBody<MeetingOptions>(isRequired: false)
            .Produces<CreatedMeeting>()
            .ProducesProblems(400, 401, 403, 409, 413, 415, 503);
    }

    private static async Task<IResult> ListAsync(ApiKeyRing ring, TreffOptions options, CancellationToken cancellationToken)
    {
        var made = await ring.ListAsync(cancellationToken);
        return Results.Ok(new ApiKeyList(options.CreateMeetings.Word(), [.. made.Select(ApiKeyListed.From), .. options.ApiKeys.Select(ApiKeyListed.From)]));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiKeyRing ring)
    {
        var (request, problem) = await JsonBody.ReadAsync<ApiKeyRequest>(context);
        if (problem is not null)
            return problem;
        if (NameText.Check("name", request.Name ?? "", out var name) is { } mistake)
            return mistake;
        var (created, refusal) = await ring.CreateAsync(name, context.RequestAborted);
        return created is null ? refusal! : Results.Ok(new ApiKeyCreated(created.Key.Id, created.Key.Name, created.Text));
    }

    private static async Task<IResult> RevokeAsync(string keyId, ApiKeyRing ring, CancellationToken cancellationToken) =>
        await ring.RevokeAsync(keyId, cancellationToken) ? Results.NoContent() : ApiKeyProblems.NotFound;
}
