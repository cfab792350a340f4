using Microsoft.AspNetCore.OpenApi;
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
                    ["application/json"] = new() { Schema = await SchemaOfAsync(typeof(T), context, cancellationToken) },
                },
            });

    /// <summary>By reference to a component of the type's name, as the framework does with the types of answers.</summary>
    internal static async Task<IOpenApiSchema> SchemaOfAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        if (context.Document is not { } document)
            return schema;
        document.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, document);
    }
}
