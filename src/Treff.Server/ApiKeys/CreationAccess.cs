using Treff.Server.Admin;
using Treff.Server.Joining;
using Treff.Server.Operations;

namespace Treff.Server.ApiKeys;

/// <summary>Who may create a meeting (CREATE_MEETINGS).</summary>
public sealed class CreationAccess(ApiKeyRing ring, AdminSessions admin, PasswordTries tries, TreffOptions options)
{
    /// <summary>Counted like wrong passwords of a meeting that nobody can have.</summary>
    private const string TriesName = "/api-key";

    /// <summary>Who creates, for the log, or why they may not. Where anybody may, whatever the caller sends along is not looked at.</summary>
    public async Task<(string? Creator, Problem? Refusal)> CheckAsync(HttpContext context)
    {
        if (options.CreateMeetings == CreationPolicy.Anyone)
            return (null, null);
        var isKeyEnough = options.CreateMeetings == CreationPolicy.Key;
        if (BearerText.Of(context.Request) is not { } credential)
            return (null, isKeyEnough ? ApiKeyProblems.Missing : ApiKeyProblems.OperatorMissing);
        var address = ClientAddress.Of(context);
        var wait = tries.Wait(TriesName, address);
        if (wait > TimeSpan.Zero)
            return (null, ApiKeyProblems.TooManyTries with { RetryAfter = wait });
        if (admin.IsToken(credential))
            return ("the operator", null);
        if (await ring.FindNameAsync(credential, context.RequestAborted) is { } name)
            return isKeyEnough ? ($"the key “{name}”", null) : (null, ApiKeyProblems.NotEnough);
        tries.Fail(TriesName, address);
        return (null, ApiKeyProblems.Wrong);
    }
}
