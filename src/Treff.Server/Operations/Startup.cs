using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Treff.Server.Joining;
using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>Starts the server and says in one sentence why it cannot.</summary>
public static partial class Startup
{
    /// <summary>The exit code: 0 after an orderly stop, 1 when the start failed.</summary>
    public static async Task<int> RunAsync(TreffOptions options)
    {
        try
        {
            await using var app = TreffServer.Build(options);
            await StartAsync(app);
            await AdviseAsync(app);
            await WaitForEndAsync(app);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or DbException or SocketException)
        {
            // Port taken, data directory not writable, broken key file: the message says it, a stack trace would hide it.
            await Console.Error.WriteLineAsync($"Treff did not start: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Whoever holds a connection open may keep parts of the server from ending in time: that is no failure, and told.</summary>
    private static async Task WaitForEndAsync(WebApplication app)
    {
        try
        {
            await app.WaitForShutdownAsync();
        }
        catch (Exception exception) when (IsOutOfTime(exception))
        {
            Log.EndedInTheMiddle(app.Logger);
        }
    }

    private static bool IsOutOfTime(Exception exception) => exception is OperationCanceledException
        || (exception is AggregateException several && several.InnerExceptions.All(IsOutOfTime));

    /// <summary>Migrates the database, then listens.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<StartTime>();
        // It hears of other nodes from now on, not from the first password on.
        app.Services.GetRequiredService<PasswordTries>();
        await app.Services.MigrateStorageAsync(CancellationToken.None);
        var options = app.Services.GetRequiredService<TreffOptions>();
        await ListenAsync(app, options);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses)
        {
            var readable = address.Replace("[::]", "localhost", StringComparison.Ordinal);
            if (options.Tls.IsOn && !address.StartsWith("https", StringComparison.Ordinal))
                Log.Redirecting(app.Logger, readable);
            else
                Log.Listening(app.Logger, HealthEndpoints.Version, readable, options.LiveKitUrl is null ? "embedded" : "elsewhere");
        }
    }

    /// <summary>The system's own words for a port that cannot be had do not say which setting it is.</summary>
    private static async Task ListenAsync(WebApplication app, TreffOptions options)
    {
        var ports = options.Tls is { IsOn: true, HttpPort: { } httpPort } ? $"PORT={options.Port} and HTTP_PORT={httpPort}" : $"PORT={options.Port}";
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new IOException($"{exception.Message} Stop what uses it, or choose another port ({ports}).", exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new IOException($"the system does not allow to listen on {ports}. Ports below 1024 need a permission (CAP_NET_BIND_SERVICE): docs/deployment.md.", exception);
        }
    }

    /// <summary>What an operator should know, once and in plain words; /admin and <c>treff doctor</c> say the same.</summary>
    private static async Task AdviseAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        ServerFacts facts;
        try
        {
            facts = await app.Services.GetRequiredService<ServerFactsReader>().ReadAsync(null, stopping);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException && stopping.IsCancellationRequested)
        {
            return; // It ends before it has begun, and the media server has stopped: there is nothing to advise.
        }

        foreach (var advice in FirstRunCheck.Judge(facts))
        {
            var level = advice.Level switch
            {
                AdviceLevel.Problem or AdviceLevel.Warning => LogLevel.Warning,
                AdviceLevel.Hint or AdviceLevel.Ok => LogLevel.Information,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            var (title, detail) = (advice.Title.In(Language.English), advice.Detail.In(Language.English));
            Log.Advice(app.Logger, level, title, detail);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "{Address} leads to https")]
        public static partial void Redirecting(ILogger logger, string address);

        [LoggerMessage(EventId = 4, Message = "{Title}. {Detail}")]
        public static partial void Advice(ILogger logger, LogLevel level, string title, string detail);

        [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Not everything had ended when the time for stopping was over")]
        public static partial void EndedInTheMiddle(ILogger logger);

        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Treff {Version} listens on {Address}, media server {Where}")]
        public static partial void Listening(ILogger logger, string version, string address, string where);
    }
}
