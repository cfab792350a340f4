using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Treff.LiveKit;
using Treff.Server.Cluster;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Shapes;

/// <summary>A way to run Treff, of processes of its own.</summary>
public abstract class Shape : IAsyncLifetime
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>Why there is none of this shape here; null when there is.</summary>
    public string? SkipReason { get; protected set; }

    /// <summary>Treff.</summary>
    internal HttpClient Http { get; private set; } = null!;

    /// <summary>The media server itself, past Treff.</summary>
    internal IRoomService Media { get; private set; } = null!;

    /// <summary>Treff hears at once what happens, not only by asking.</summary>
    internal virtual bool IsTold => true;

    /// <summary>A change arrives within this.</summary>
    internal TimeSpan Patience => IsTold ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(3);

    public abstract ValueTask InitializeAsync();

    public ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            owned.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<TreffProcess> StartAsync(Dictionary<string, string> variables)
    {
        var folder = Own(new TemporaryFolder());
        return Own(await TreffProcess.ServeAsync(Path.Combine(folder.Path, "data"), variables));
    }

    internal void Use(TreffProcess treff, Uri livekit, ApiCredentials credentials)
    {
        Http = treff.Http;
        var twirp = new TwirpClient(Own(new HttpClient()), livekit);
        Media = new RoomServiceClient(twirp, credentials, TimeProvider.System) { CountsParticipants = true };
    }

    internal static Dictionary<string, string> Variables(ApiCredentials credentials) => new()
    {
        ["LIVEKIT_API_KEY"] = credentials.Key,
        ["LIVEKIT_API_SECRET"] = credentials.Secret,
    };

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}

/// <summary>The media server in the process of Treff.</summary>
public sealed class EmbeddedShape : Shape
{
    public override async ValueTask InitializeAsync()
    {
        var treff = await StartAsync(Variables(TreffAppSettings.Development));
        Use(treff, treff.Http.BaseAddress!, TreffAppSettings.Development);
    }
}

/// <summary>A Treff in front, and behind it a second one that is its LiveKit server and sends it webhooks.</summary>
public sealed class PairShape : Shape
{
    public override async ValueTask InitializeAsync()
    {
        var variables = Variables(TreffAppSettings.Development);
        var port = FreePort();
        var media = await StartAsync(new(variables) { ["WEBHOOK_URLS"] = $"http://127.0.0.1:{port}{WebhookEndpoint.Path}" });
        variables["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        variables["LIVEKIT_URL"] = "ws://" + media.Http.BaseAddress!.Authority;
        Use(await StartAsync(variables), media.Http.BaseAddress, TreffAppSettings.Development);
    }
}

/// <summary>A Treff in front of the LiveKit deployment that the environment names; webhooks do not find their way back from there.</summary>
public sealed class LiveKitShape : Shape
{
    internal override bool IsTold => false;

    public override async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_LIVEKIT_URL") is not { Length: > 0 } url)
        {
            SkipReason = "TEST_LIVEKIT_URL is not set: no LiveKit deployment to test against (with TEST_LIVEKIT_KEY and TEST_LIVEKIT_SECRET)";
            return;
        }

        var credentials = new ApiCredentials(
            Environment.GetEnvironmentVariable("TEST_LIVEKIT_KEY") ?? TreffAppSettings.Development.Key,
            Environment.GetEnvironmentVariable("TEST_LIVEKIT_SECRET") ?? TreffAppSettings.Development.Secret);
        Use(await StartAsync(new(Variables(credentials)) { ["LIVEKIT_URL"] = url }), new Uri(url), credentials);
    }
}
