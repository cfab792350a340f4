namespace Treff.Server.Operations.OpenApi;

/// <summary>Registers /openapi/v1.json.</summary>
public static class OpenApiSetup
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            DocumentDescription.Complete(document, context.ApplicationServices.GetRequiredService<TreffOptions>());
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationDescription.CompleteAsync);
        options.AddSchemaTransformer((schema, _, _) =>
        {
            SchemaDescription.Complete(schema);
            return Task.CompletedTask;
        });
    });
}
