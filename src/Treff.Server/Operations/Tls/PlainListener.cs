using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Treff.Server.Operations.Tls.Acme;

namespace Treff.Server.Operations.Tls;

/// <summary>The port without TLS beside the one with it: it sends people on and answers certificate authorities, and serves nothing else.</summary>
internal static class PlainListener
{
    /// <summary>Marks the connections of this listener.</summary>
    public static void UsePlain(this ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(PlainConnection.Instance);
            return next(connection);
        });
    }

    internal sealed class PlainConnection
    {
        public static readonly PlainConnection Instance = new();
    }
}

/// <summary>
/// Answers what comes to the port without TLS. A redirect leads to a host that the certificate is for, never to whatever a request claims to
/// have asked for.
/// </summary>
internal sealed class PlainRequests(RequestDelegate next, TreffOptions options, IServer server, TlsCertificates certificates, AcmeChallenges challenges)
{
    private const string ChallengePath = "/.well-known/acme-challenge";
    private const int HttpsPort = 443;

    private static readonly Problem UnknownHost = new(
        421,
        "host_unknown",
        new("This server has another name", "Dieser Server heißt anders"),
        new(
            "The address in the request is none of this server's. Open the https address that whoever runs it gave you.",
            "Die Adresse in der Anfrage gehört nicht zu diesem Server. Öffne die https-Adresse, die du von der Person hast, die ihn betreibt."));

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<PlainListener.PlainConnection>() is null)
            return next(context);
        if (context.Request.Path.StartsWithSegments(ChallengePath, out var token))
            return AnswerChallengeAsync(context, token.Value ?? "");
        if (HostFor(context) is not { } host)
            return UnknownHost.ExecuteAsync(context);
        var request = context.Request;
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = UriHelper.BuildAbsolute("https", host, request.PathBase, request.Path, request.QueryString);
        // Browsers would keep it for ever, also when the port is another one some day. What is to stay is said over TLS (HSTS).
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>RFC 8555, section 8.3. The address is the same for every name.</summary>
    private Task AnswerChallengeAsync(HttpContext context, string token)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || challenges.AnswerTo(token.TrimStart('/')) is not { } answer)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/octet-stream";
        return context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private HostString? HostFor(HttpContext context)
    {
        var frontend = options.FrontendUrl is { Scheme: "https" } url ? url : null;
        var asked = context.Request.Host.Host;
        if (frontend is not null && (asked == frontend.Host || asked == frontend.IdnHost))
            return HostString.FromUriComponent(frontend);
        var current = certificates.Current;
        var bare = asked.Trim('[', ']');
        var isOwnAddress = context.Connection.LocalIpAddress is { } local && Same(bare, local);
        if (current.Covers(bare) || (current.IsSelfMade && isOwnAddress))
            return OnPort(asked);
        if (frontend is not null)
            return HostString.FromUriComponent(frontend);
        return current.DnsNames.FirstOrDefault(name => !name.StartsWith('*')) is { } name && !current.IsSelfMade ? OnPort(name) : null;
    }

    private HostString OnPort(string host)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.HttpsAddress();
        return address is { Port: not HttpsPort } ? new HostString(host, address.Port) : new HostString(host);
    }

    private static bool Same(string host, System.Net.IPAddress local) =>
        System.Net.IPAddress.TryParse(host, out var address) && address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
}
