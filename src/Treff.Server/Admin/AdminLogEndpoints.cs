using Treff.Server.Operations;
using Treff.Server.Operations.Logging;

namespace Treff.Server.Admin;

/// <summary>What is logged, changed while the server runs.</summary>
internal static class AdminLogEndpoints
{
    public static void MapAdminLog(this RouteGroupBuilder admin)
    {
        admin.MapGet("/log-levels", (LogLevels levels) => Results.Ok(ToWire(levels)))
            .WithName("adminLogLevels").WithSummary("What is logged, by category").Produces<LogLevelsInForce>().ProducesProblems(401);
        admin.MapPut("/log-levels", ReplaceAsync)
            .WithName("adminSetLogLevels")
            .WithSummary("Replace what is logged, until the server is started again")
            .WithJsonBody<LogLevelsRequest>(isRequired: true)
            .Produces<LogLevelsInForce>()
            .ProducesProblems(400, 401, 403, 413, 415);
    }

    private static async Task<IResult> ReplaceAsync(HttpContext context, LogLevels levels)
    {
        var (request, problem) = await JsonBody.ReadAsync<LogLevelsRequest>(context);
        if (problem is not null)
            return problem;
        if (request.Levels is not { Count: <= LogLevels.MaxEntries } wanted)
            return AdminProblems.LogLevelsMissing;
        var parsed = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase);
        foreach (var (category, name) in wanted)
        {
            if (!LogLevels.TryRead(category, name, out var level))
                return AdminProblems.LogLevelInvalid;
            parsed[category] = level.Value;
        }

        levels.Replace(parsed);
        return Results.Ok(ToWire(levels));
    }

    private static LogLevelsInForce ToWire(LogLevels levels) =>
        new(levels.Current.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => LogLevels.Name(pair.Value)));
}

/// <summary>All of them: what is not in it is as it is by default.</summary>
public sealed class LogLevelsRequest
{
    /// <summary>trace, debug, information, warning, error, critical or none, by category prefix; <c>default</c> for all others.</summary>
    public Dictionary<string, string?>? Levels { get; init; }
}

/// <summary>What is logged.</summary>
public sealed record LogLevelsInForce(IReadOnlyDictionary<string, string> Levels);
