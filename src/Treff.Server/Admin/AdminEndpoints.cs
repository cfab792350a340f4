using Treff.Server.Joining;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Admin;

/// <summary>The operator's interface: there only where ADMIN_TOKEN is set.</summary>
public static class AdminEndpoints
{
    private const string TriesName = "/admin";

    /// <summary>Maps all of it, or nothing: without a token the paths are unknown, like any other.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder routes, TreffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.AdminToken is null)
            return;
        var open = routes.MapGroup(AdminSessions.Path).WithTags("Admin");
        open.MapPost("/session", SignInAsync)
            .WithName("adminSignIn")
            .WithSummary("Sign in with ADMIN_TOKEN; the answer sets a cookie")
            .WithJsonBody<SignInRequest>(isRequired: true)
            .Produces<SignedIn>()
            .ProducesProblems(400, 401, 403, 413, 415, 429);
        var guarded = routes.MapGroup(AdminSessions.Path).WithTags("Admin").Needs(Credential.Operator);
        guarded.AddEndpointFilterFactory((_, next) => context =>
            context.HttpContext.RequestServices.GetRequiredService<AdminGuard>().InvokeAsync(context, next));
        guarded.MapGet("/session", async (HttpContext context, AdminSessions sessions) => Results.Ok(new SignedIn(WireTime.Format((await sessions.FindAsync(context))!.ExpiresAt))))
            .WithName("adminSession").WithSummary("Whether one is signed in").Produces<SignedIn>().ProducesProblems(401);
        guarded.MapDelete("/session", SignOutAsync)
            .WithName("adminSignOut").WithSummary("Sign out").Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403);
        guarded.MapAdminLive();
        guarded.MapAdminHistory();
        guarded.MapAdminServer();
        guarded.MapAdminLog();
        guarded.MapAdminKeys();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AdminSessions sessions, PasswordTries tries, AdminGuard guard)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (guard.IsFromElsewhere(context.Request))
            return AdminProblems.OtherSite;
        var (request, problem) = await JsonBody.ReadAsync<SignInRequest>(context);
        if (problem is not null)
            return problem;
        // Counted like wrong passwords of a meeting that nobody can have.
        var address = ClientAddress.Of(context);
        var wait = tries.Wait(TriesName, address);
        if (wait > TimeSpan.Zero)
            return AdminProblems.TooManyTries with { RetryAfter = wait };
        if (!sessions.IsToken(request.Token))
        {
            tries.Fail(TriesName, address);
            return AdminProblems.TokenWrong;
        }

        var session = await sessions.SignInAsync(context);
        return Results.Ok(new SignedIn(WireTime.Format(session.ExpiresAt)));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, AdminSessions sessions)
    {
        await sessions.SignOutAsync(context);
        return Results.NoContent();
    }
}
