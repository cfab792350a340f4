using Microsoft.Extensions.FileProviders;

namespace Treff.Server.Pages;

/// <summary>The built web client on disk.</summary>
public sealed class WebClientFiles
{
    /// <summary>Vite puts a hash of the content into these names: they never change.</summary>
    private const string HashedFolder = "/assets";

    private const string NotBuilt =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Treff</title>
        <p>The web client has not been built. Run <code>npm ci &amp;&amp; npm run build</code> in <code>src/web</code>,
        or start the server with <code>dotnet run --project src/Treff.Server</code>, which does it. The API works without it.</p></html>
        """;

    private readonly string? _root;

    /// <summary>Finds the files.</summary>
    /// <param name="root">The folder with index.html; null = look for it.</param>
    public WebClientFiles(string? root = null) => _root = root ?? Find();

    /// <summary>Serves what lies in the folder, except the page itself, which <see cref="PageEndpoints"/> serves.</summary>
    public void UseWebClient(WebApplication app)
    {
        if (_root is null || !Directory.Exists(_root))
            return;
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(_root),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = CacheControl(file.Context.Request.Path),
        });
    }

    /// <summary>The one page of the client, whatever path it is for.</summary>
    public async Task WritePageAsync(HttpContext context, int status)
    {
        ArgumentNullException.ThrowIfNull(context);
        var path = _root is null ? null : Path.Combine(_root, "index.html");
        var isBuilt = File.Exists(path);
        var response = context.Response;
        response.StatusCode = isBuilt || status != StatusCodes.Status200OK ? status : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        var page = isBuilt ? await File.ReadAllTextAsync(path!, context.RequestAborted) : NotBuilt;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.WriteAsync(page, context.RequestAborted);
    }

    private static string CacheControl(PathString path) =>
        path.StartsWithSegments(HashedFolder) ? "public, max-age=31536000, immutable" : "no-cache";

    /// <summary>Beside the program when published; in the project's folder when started from its build output or by <c>dotnet run</c>.</summary>
    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var root = Path.Combine(folder.FullName, "wwwroot");
            if (File.Exists(Path.Combine(root, "index.html")))
                return root;
            if (folder.EnumerateFiles("*.csproj").Any())
                return null;
        }

        return null;
    }
}
