using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Admin;

/// <summary>Signs the operator in and out.</summary>
public sealed class AdminSessions(TreffDbContext database, TreffOptions options, TimeProvider time)
{
    public const string CookieName = "treff_admin";

    /// <summary>Where the cookie is sent: nothing else of the server ever sees it.</summary>
    public const string Path = "/api/v1/admin";

    /// <summary>A working day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int SecretBytes = 32;

    /// <summary>Takes as long for a wrong token as for the right one, however much of it is right.</summary>
    public bool IsToken(string? candidate) =>
        options.AdminToken is { } token && CryptographicOperations.FixedTimeEquals(Digest(candidate ?? ""), Digest(token));

    /// <summary>A new session; its cookie is set.</summary>
    public async Task<AdminSession> SignInAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var now = time.GetUtcNow();
        await database.AdminSessions.Where(s => s.ExpiresAt <= now).ExecuteDeleteAsync(context.RequestAborted);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new AdminSession { Hash = HashOf(secret), ExpiresAt = now + Lifetime };
        database.AdminSessions.Add(session);
        await database.SaveChangesAsync(context.RequestAborted);
        context.Response.Cookies.Append(CookieName, secret, CookieOptions(context.Request, session.ExpiresAt));
        return session;
    }

    /// <summary>The session is over, here and wherever its cookie was copied to.</summary>
    public async Task SignOutAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (HashOf(context.Request) is { } hash)
            await database.AdminSessions.Where(s => s.Hash == hash).ExecuteDeleteAsync(context.RequestAborted);
        context.Response.Cookies.Delete(CookieName, CookieOptions(context.Request, expiresAt: null));
    }

    /// <summary>Null for a stranger.</summary>
    public async Task<AdminSession?> FindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (HashOf(context.Request) is not { } hash)
            return null;
        var now = time.GetUtcNow();
        return await database.AdminSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Hash == hash && s.ExpiresAt > now, context.RequestAborted);
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private string? HashOf(HttpRequest request) =>
        request.Cookies.TryGetValue(CookieName, out var secret) && secret.Length is > 0 and <= 2 * SecretBytes ? HashOf(secret) : null;

    private string HashOf(string secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.AdminToken ?? ""), Encoding.UTF8.GetBytes(secret)));

    private CookieOptions CookieOptions(HttpRequest request, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = Path,
        // Behind a proxy that does not say so, the public address knows of TLS.
        Secure = request.IsHttps || (options.FrontendUrl is { Scheme: "https" } frontend && frontend.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)),
        Expires = expiresAt,
    };
}
