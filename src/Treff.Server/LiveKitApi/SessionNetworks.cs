using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections.Features;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;

namespace Treff.Server.LiveKitApi;

/// <summary>How one client gets its media to us: the relay's URLs with credentials of its own, and public addresses.</summary>
public sealed class SessionNetworks(MediaServer mediaServer, MediaListener listener, TreffOptions options, PublicAddresses publicAddresses)
{
    /// <summary>Longer than a working day; a client that joins again gets new ones.</summary>
    private static readonly TimeSpan CredentialLifetime = TimeSpan.FromHours(12);

    public async Task<SessionNetwork> ForAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var host = options.FrontendUrl?.Host ?? context.Request.Host.Host;
        var addresses = options.MediaAddresses.Count == 0 ? await publicAddresses.FindAsync(host) : [];
        return new SessionNetwork(addresses, IceServers(context, host));
    }

    private ICEServer[] IceServers(HttpContext context, string host)
    {
        if (mediaServer.IssueTurnCredentials(CredentialLifetime, RandomNumberGenerator.GetHexString(16, lowercase: true)) is not { } credentials)
            return [];
        var server = new ICEServer { Username = credentials.Username, Credential = credentials.Password };
        server.Urls.AddRange(Urls(context, host));
        return server.Urls.Count == 0 ? [] : [server];
    }

    // Not TURN over UDP, although the media port speaks it: Chromium takes everything that comes from the address and port of a TURN server for
    // TURN's, so that the candidate with the same address and port never works, and everybody would end up with TCP.
    private IEnumerable<string> Urls(HttpContext context, string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Unknown && listener.Port != 0 && CanReachListener(host))
            yield return $"{Scheme(context)}:{host}:{Port(context)}?transport=tcp";
        foreach (var url in options.TurnUrls)
            yield return url;
    }

    // Behind a proxy on the same machine the listener is nobody else's.
    private bool CanReachListener(string host) =>
        options.ListenAddress is not { } address || !IPAddress.IsLoopback(address) || host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static string Scheme(HttpContext context) => context.Features.Get<ITlsHandshakeFeature>() is null ? "turn" : "turns";

    // A browser that reached us itself knows a port that works, also where ports are mapped. A proxy's port speaks only HTTP.
    private int Port(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isDirect = !headers.ContainsKey("X-Original-For") && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("X-Original-Proto") && !headers.ContainsKey("Via");
        var isSame = options.FrontendUrl is null || options.FrontendUrl.Authority.Equals(context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
        return isDirect && isSame ? context.Request.Host.Port ?? (context.Request.IsHttps ? 443 : 80) : listener.Port;
    }
}
