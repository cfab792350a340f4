using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Treff.LiveKit;
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
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or DbException or SocketException)
        {
            // Port taken, data directory not writable, broken key file: the message says it, a stack trace would hide it.
            await Console.Error.WriteLineAsync($"Treff did not start: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Migrates the database, then listens.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<StartTime>();
        await app.Services.MigrateStorageAsync(CancellationToken.None);
        WarnOfWeakKey(app);
        await app.StartAsync();
        var options = app.Services.GetRequiredService<TreffOptions>();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses)
        {
            var readable = address.Replace("[::]", "localhost", StringComparison.Ordinal);
            Log.Listening(app.Logger, HealthEndpoints.Version, readable, options.LiveKitUrl is null ? "embedded" : "elsewhere");
        }
    }

    private static void WarnOfWeakKey(WebApplication app)
    {
        var credentials = app.Services.GetRequiredService<ApiCredentials>();
        if (Encoding.UTF8.GetByteCount(credentials.Secret) < AccessToken.RecommendedSecretBytes)
            Log.ShortSecret(app.Logger, AccessToken.RecommendedSecretBytes);
        if (credentials.IsForDevelopment)
            Log.DevelopmentKey(app.Logger);
    }

    /// <summary>The API and the pages work without media, meetings do not.</summary>
    public static void WarnOfMissingMedia(ILogger logger, string reason) => Log.NoMedia(logger, reason);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The embedded media server is off: {Reason}")]
        public static partial void NoMedia(ILogger logger, string reason);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "LIVEKIT_API_KEY is LiveKit's development key: whoever knows it enters every meeting. Set a pair of your own before strangers can reach this server")]
        public static partial void DevelopmentKey(ILogger logger);

        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Treff {Version} listens on {Address}, media server {Where}")]
        public static partial void Listening(ILogger logger, string version, string address, string where);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "LIVEKIT_API_SECRET is shorter than {Bytes} bytes: good for development, easy to guess in production")]
        public static partial void ShortSecret(ILogger logger, int bytes);
    }
}
