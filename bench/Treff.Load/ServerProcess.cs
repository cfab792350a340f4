using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Treff.LiveKit;

namespace Treff.Load;

/// <summary>A Treff of our own on loopback, in a process of its own, with an empty folder for its data.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _data;
    private readonly List<string> _lines = [];

    private ServerProcess(Process process, DirectoryInfo data, LoadTarget target)
    {
        _process = process;
        _data = data;
        Target = target;
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public LoadTarget Target { get; }

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join(Environment.NewLine, _lines);
        }
    }

    /// <param name="assembly">Treff.Server.dll.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <param name="settings">More of them.</param>
    public static async Task<ServerProcess> StartAsync(string assembly, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Directory.CreateTempSubdirectory("treff-load-");
        var credentials = new ApiCredentials("load", Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in Settings(port, data.FullName, credentials).Concat(settings ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var server = new ServerProcess(process, data, new LoadTarget(new Uri($"ws://127.0.0.1:{port}"), credentials, process.Id));
        await server.WaitUntilReadyAsync(port, cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static Dictionary<string, string> Settings(int port, string data, ApiCredentials credentials) => new()
    {
        ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["LISTEN_ADDRESS"] = "127.0.0.1",
        ["MEDIA_UDP_PORT"] = "0",
        ["MEDIA_ADDRESSES"] = "127.0.0.1",
        ["DATA_DIR"] = data,
        ["LIVEKIT_API_KEY"] = credentials.Key,
        ["LIVEKIT_API_SECRET"] = credentials.Secret,
        ["MAX_CONNECTIONS_PER_ADDRESS"] = "5000",
        ["MAX_PARTICIPANTS"] = "1000",
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilReadyAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var start = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(start) < StartLimit)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }

        var output = Output;
        await DisposeAsync();
        throw new LoadException($"The server did not start:{Environment.NewLine}{output}");
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }
}
