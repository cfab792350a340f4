using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Treff.Server.Operations;

/// <summary>Asks the server of this machine how it is, for containers and supervisors that have no HTTP client of their own.</summary>
public static class HealthQuestion
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>True when it answers that it and all that it needs is up, with its answer or what was wrong.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "It is this machine that answers, by its address: a name that no certificate has. Nothing secret is sent.")]
    public static async Task<(bool IsUp, string Answer)> AskAsync(TreffOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var client = new HttpClient(handler) { Timeout = Timeout };
        var address = AddressOf(options);
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (false, $"{address} does not answer: {exception.Message}");
        }
    }

    private static Uri AddressOf(TreffOptions options)
    {
        var host = options.ListenAddress is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : IPAddress.Loopback;
        var text = host.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host.ToString();
        return new Uri($"{(options.Tls.IsOn ? "https" : "http")}://{text}:{options.Port}/health");
    }
}
