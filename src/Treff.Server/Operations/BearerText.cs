namespace Treff.Server.Operations;

/// <summary>What stands in <c>Authorization: Bearer …</c> (RFC 6750, section 2.1).</summary>
public static class BearerText
{
    private const string Scheme = "Bearer ";

    /// <summary>Null when there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length ? header[Scheme.Length..].Trim() : null;
    }
}
