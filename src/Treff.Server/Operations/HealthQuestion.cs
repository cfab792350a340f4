using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Treff.Server.Operations;

/// <summary>What the server of this machine said of itself.</summary>
/// <param name="Health">Null when nothing answers, or something that is no Treff.</param>
/// <param name="Text">Its words, or what was wrong.</param>
public sealed record HealthAnswer(Health? Health, string Text)
{
    /// <summary>It and all that it needs is up.</summary>
    public bool IsUp => Health is { Status: HealthEndpoints.Ok };
}

/// <summary>Asks the server of this machine how it is, for containers and supervisors that have no HTTP client of their own.</summary>
public static class HealthQuestion
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Waits a few seconds for the answer.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "It is this machine that answers, by its address: a name that no certificate has. Nothing secret is sent.")]
    public static async Task<HealthAnswer> AskAsync(TreffOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var client = new HttpClient(handler) { Timeout = Timeout };
        var address = AddressOf(options);
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new HealthAnswer(JsonSerializer.Deserialize<Health>(text, Wire), text);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new HealthAnswer(null, $"{address} does not answer: {exception.Message}");
        }
        catch (JsonException)
        {
            return new HealthAnswer(null, $"What answers at {address} is not Treff.");
        }
    }

    private static Uri AddressOf(TreffOptions options)
    {
        var host = options.ListenAddress is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : IPAddress.Loopback;
        var text = host.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host.ToString();
        return new Uri($"{(options.Tls.IsOn ? "https" : "http")}://{text}:{options.Port}/health");
    }
}
