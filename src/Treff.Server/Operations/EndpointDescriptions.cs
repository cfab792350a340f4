using Microsoft.OpenApi;

namespace Treff.Server.Operations;

/// <summary>What /openapi/v1.json says beyond the types of a handler.</summary>
public static class EndpointDescriptions
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<ProblemBody>(status, Problem.ContentType);
        return endpoint;
    }

    /// <summary>
    /// Describes a body that the handler reads by <see cref="JsonBody"/>. The framework's own Accepts would refuse other content types itself,
    /// with an empty answer.
    /// </summary>
    public static RouteHandlerBuilder WithJsonBody<T>(this RouteHandlerBuilder endpoint, bool isRequired) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = isRequired,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken) },
                },
            });
}
