using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;
using Treff.Server.Operations;

namespace Treff.Server.Pages;

/// <summary>
/// /api-docs: the API to read and to try, by Scalar. Its script comes from this server; nothing is fetched from elsewhere, and the policy of the page would
/// not let it (docs/decisions/0018-api-reference.md).
/// </summary>
public static class ApiReference
{
    public const string Path = "/api-docs";

    public static void MapApiReference(this IEndpointRouteBuilder routes)
    {
        routes.MapScalarApiReference(Path, (page, context) =>
        {
            page.Title = "Treff API";
            page.OpenApiRoutePattern = "/openapi/{documentName}.json";
            page.Favicon = "/favicon.svg";
            page.DefaultFonts = false;
            page.DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
            // The one inline script of this server: it starts the page.
            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            page.WithNonce(nonce);
            SecurityHeaders.AllowScript(context, nonce);
        });
    }
}
