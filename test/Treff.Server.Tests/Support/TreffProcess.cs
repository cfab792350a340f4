using System.Diagnostics;
using System.Globalization;

namespace Treff.Server.Tests.Support;

/// <summary>The program as a process of its own, which can be killed.</summary>
internal sealed class TreffProcess : IDisposable
{
    private const string Listens = " listens on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;

    private TreffProcess(Process process, Uri address, IReadOnlyList<string> firstLines)
    {
        _process = process;
        FirstLines = firstLines;
        // Its log is of no interest from here on, but it must not wait for a full pipe.
        _reading = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } }) { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>Of its log, up to the one that says where it listens.</summary>
    public IReadOnlyList<string> FirstLines { get; }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(variables, arguments);
        using var timeout = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = await process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output, error);
    }

    /// <summary>The port without TLS beside the one with it.</summary>
    public Uri? PlainAddress { get; private init; }

    /// <summary>Starts a server on free ports; it answers when this returns.</summary>
    public static async Task<TreffProcess> ServeAsync(string dataDirectory, Dictionary<string, string>? variables = null)
    {
        var all = new Dictionary<string, string> { ["DATA_DIR"] = dataDirectory, ["PORT"] = "0", ["MEDIA_UDP_PORT"] = "0", ["LISTEN_ADDRESS"] = "127.0.0.1" };
        foreach (var (name, value) in variables ?? [])
            all[name] = value;
        var process = Start(all, []);
        var lines = new List<string>();
        using var timeout = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Listens, StringComparison.Ordinal) is var at && at < 0)
                continue;
            var plain = variables?.ContainsKey("HTTP_PORT") == true ? await process.StandardOutput.ReadLineAsync(timeout.Token) : null;
            return new TreffProcess(process, new Uri(line[(at + Listens.Length)..].Split(',')[0]), lines)
            {
                PlainAddress = plain is null ? null : new Uri(plain[plain.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0]),
            };
        }

        using (process)
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(timeout.Token));
    }

    /// <summary>SIGKILL: nothing of it runs any more, and nothing was written down.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        await _reading.WaitAsync(timeout.Token);
    }

    /// <summary>SIGTERM, as supervisors send it; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", _process.Id.ToString(CultureInfo.InvariantCulture));
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private static Process Start(Dictionary<string, string> variables, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TreffServer).Assembly.Location, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
