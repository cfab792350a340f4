using Microsoft.OpenApi;

namespace Treff.Server.Operations.OpenApi;

/// <summary>Makes schemas say what the server sends.</summary>
internal static class SchemaDescription
{
    /// <summary>Numbers are read from text, too, but never written as such: who generates a client wants a number.</summary>
    public static void Complete(OpenApiSchema schema)
    {
        if (schema.Type is not { } type || !(type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
            return;
        schema.Type = type & ~JsonSchemaType.String;
        schema.Pattern = null;
    }
}
