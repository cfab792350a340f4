using Treff.Server.Operations;

namespace Treff.Server.Admin;

/// <summary>The server itself: how it is configured and what could be better.</summary>
internal static class AdminServerEndpoints
{
    public static void MapAdminServer(this RouteGroupBuilder admin)
    {
        admin.MapGet("/configuration", (TreffOptions options) => Results.Ok(options.InForce.Select(ToWire)))
            .WithName("adminConfiguration").WithSummary("All settings as they are in force, without secrets").Produces<IEnumerable<SettingInForce>>().ProducesProblems(401);
        admin.MapGet("/advice", AdviseAsync)
            .WithName("adminAdvice").WithSummary("What the operator should know or change").Produces<IEnumerable<AdviceGiven>>().ProducesProblems(401);
    }

    private static SettingInForce ToWire(Setting setting) => new(setting.Name, setting.IsSecret ? null : setting.Value, setting.IsSet, setting.IsSecret);

    private static async Task<IResult> AdviseAsync(HttpContext context, ServerFactsReader reader)
    {
        var facts = await reader.ReadAsync(context.Request, context.RequestAborted);
        var language = AcceptLanguage.Choose(context.Request.Headers.AcceptLanguage);
        context.Response.Headers.ContentLanguage = language == Language.German ? "de" : "en";
        return Results.Ok(FirstRunCheck.Judge(facts).Select(advice =>
            new AdviceGiven(advice.Code, advice.Level.ToString().ToLowerInvariant(), advice.Title.In(language), advice.Detail.In(language))));
    }
}
