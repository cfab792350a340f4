using Treff.Server.Operations;

namespace Treff.Server.Admin;

/// <summary>Stands before the operator's endpoints.</summary>
internal sealed class AdminGuard(PublicUrls urls) : IEndpointFilter
{
    /// <summary>Only who is signed in, and nothing that another site had the browser send.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        if (IsFromElsewhere(http.Request))
            return AdminProblems.OtherSite;
        if (await http.RequestServices.GetRequiredService<AdminSessions>().FindAsync(http) is null)
            return AdminProblems.SignInNeeded;
        return await next(context);
    }

    /// <summary>
    /// The cookie is not sent along from other sites (SameSite=Strict), but from sibling hosts of the same domain. Browsers say where a request
    /// that changes something comes from; programs say nothing and hold the cookie themselves.
    /// </summary>
    public bool IsFromElsewhere(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site != "same-origin";
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            && !origin.Equals(urls.BaseUrl(request), StringComparison.OrdinalIgnoreCase);
    }
}
