using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Treff.Server.Operations;

namespace Treff.Server.Storage;

/// <summary>The database on a PostgreSQL server, where DATABASE_URL says so.</summary>
internal static partial class PostgresSetup
{
    /// <summary>A database that starts at the same time as Treff is waited for.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan StartPause = TimeSpan.FromSeconds(1);

    /// <summary>Another node may be migrating a big table.</summary>
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(10);

    /// <summary>With the pauses about two seconds: a restart of the database takes longer, and then whoever asks is told so.</summary>
    private const int MaxRetries = 3;

    private static readonly TimeSpan MaxRetryPause = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddPostgres(this IServiceCollection services, DatabaseUrl url, int maxConnections)
    {
        services.AddSingleton<PostgresNodeLink>();
        services.AddSingleton<INodeLink>(provider => provider.GetRequiredService<PostgresNodeLink>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresNodeLink>());
        return services.AddDbContextPool<TreffDbContext>(db => db
            .UseNpgsql(url.ConnectionString(maxConnections), postgres => postgres.EnableRetryOnFailure(MaxRetries, MaxRetryPause, errorCodesToAdd: null))
            // Each failure arrives as an exception, and is logged once by whoever it stops.
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
            .AddInterceptors(new PostgresText()));
    }

    /// <summary>Creates or migrates the tables, one node after the other.</summary>
    /// <exception cref="IOException">The database cannot be used; the message says why, and no password.</exception>
    /// <exception cref="InvalidDataException">A newer Treff has changed it.</exception>
    public static async Task MigrateAsync(TreffDbContext context, TreffOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var database = context.Database;
        try
        {
            var version = await WaitAsync(options.Database!, logger, cancellationToken);
            database.SetCommandTimeout(MigrationTimeout);
            await database.OpenConnectionAsync(cancellationToken);
            // Of the session, so that it holds for all of EF's transactions; a node that dies meanwhile gives it back.
            await database.ExecuteSqlAsync($"SELECT pg_advisory_lock({(long)Turn.Migration})", cancellationToken);
            await NewerDatabase.ThrowIfNewerAsync(database, cancellationToken);
            await database.MigrateAsync(cancellationToken);
            await database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({(long)Turn.Migration})", cancellationToken);
            Log.Uses(logger, version, options.Database!.Address);
        }
        catch (DbException exception)
        {
            throw new IOException($"the database {options.Database} of DATABASE_URL cannot be used: {exception.Message}", exception);
        }
        finally
        {
            await database.CloseConnectionAsync();
            database.SetCommandTimeout((int?)null);
        }
    }

    /// <summary>The version of the server, once it answers.</summary>
    private static async Task<string> WaitAsync(DatabaseUrl url, ILogger logger, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)StartPatience.TotalMilliseconds;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(url.UnpooledConnectionString);
                await connection.OpenAsync(cancellationToken);
                return connection.PostgreSqlVersion.ToString();
            }
            catch (NpgsqlException exception) when (IsStarting(exception) && Environment.TickCount64 < until)
            {
                Log.Waits(logger, exception.Message);
                await Task.Delay(StartPause, cancellationToken);
            }
        }
    }

    // A wrong password will not become right.
    private static bool IsStarting(NpgsqlException exception) => exception is not PostgresException || exception.SqlState == PostgresErrorCodes.CannotConnectNow;

    private static partial class Log
    {
        [LoggerMessage(EventId = 710, Level = LogLevel.Information, Message = "The database is PostgreSQL {Version}, {Address}")]
        public static partial void Uses(ILogger logger, string version, string address);

        [LoggerMessage(EventId = 711, Level = LogLevel.Warning, Message = "The database does not answer yet: {Reason}")]
        public static partial void Waits(ILogger logger, string reason);
    }
}
