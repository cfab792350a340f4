using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Treff.Server.Operations.OpenApi;

/// <summary>What all operations have in common: who may, what parameters and statuses mean, and limits by address.</summary>
internal static class OperationDescription
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["id"] = "A meeting's code, `abc-defg-hij`, or its alias. Upper case and missing hyphens are forgiven.",
        ["identity"] = "Of the participant, as LiveKit and the `participant_id` of joining have it.",
        ["waitingId"] = "Of somebody in the list of those who wait.",
        ["keyId"] = "Of an API key in the list.",
        ["time_zone"] = "An IANA name, in which times are written; UTC without.",
        ["query"] = "Part of a meeting's code or name.",
        ["meeting"] = "The code of the meeting whose people are wanted.",
        ["before"] = "`next` of the page before.",
        ["limit"] = "Sessions of one page, 1 to 100.",
        ["range"] = "`day` or `month`.",
    };

    private static readonly Dictionary<string, string> Statuses = new(StringComparer.Ordinal)
    {
        ["200"] = "Done; the answer is in the body.",
        ["202"] = "Not yet: a host has to let one in.",
        ["204"] = "Done.",
        ["400"] = "The request is not as it should be; `detail` says what to send.",
        ["401"] = "The credential is missing or not valid.",
        ["403"] = "The credential is not enough for that.",
        ["404"] = "There is no such thing.",
        ["409"] = "It does not go together with what is there already.",
        ["410"] = "The meeting is over.",
        ["413"] = "The body is over 64 KiB.",
        ["415"] = "The body is not JSON in UTF-8.",
        ["423"] = "The meeting is locked.",
        ["425"] = "The meeting has not begun; `starts_at` says when.",
        ["429"] = "Too often; `Retry-After` says how many seconds to wait.",
        ["503"] = "The media server does not answer, or a limit of the whole server is reached.",
    };

    public static async Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters ?? [])
        {
            if (parameter is OpenApiParameter own && own.Name is { } name && Parameters.TryGetValue(name, out var text))
                own.Description ??= text;
        }

        if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true)
            await AddRateLimitAsync(operation, context, cancellationToken);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is OpenApiResponse own && Statuses.TryGetValue(status, out var text))
                own.Description = text;
        }

        AddSecurity(operation, context);
    }

    /// <summary>Every call to /api counts for its address.</summary>
    private static async Task AddRateLimitAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        var status = StatusCodes.Status429TooManyRequests.ToString(CultureInfo.InvariantCulture);
        if (operation.Responses.ContainsKey(status))
            return;
        var schema = await EndpointDescriptions.SchemaOfAsync(typeof(ProblemBody), context, cancellationToken);
        operation.Responses[status] = new OpenApiResponse
        {
            Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new() { Schema = schema } },
        };
    }

    private static void AddSecurity(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededCredential>().LastOrDefault();
        if (needed is null)
            return;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(needed.Credential.SchemeName(), context.Document)] = [] }];
        if (needed.IsOptional && context.ApplicationServices.GetRequiredService<TreffOptions>().CreateMeetings == CreationPolicy.Anyone)
            operation.Security.Add([]);
    }
}
