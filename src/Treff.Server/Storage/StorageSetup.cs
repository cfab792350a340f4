using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Treff.Server.Operations;

namespace Treff.Server.Storage;

/// <summary>Registers the database and brings it up to date.</summary>
public static class StorageSetup
{
    public const string FileName = "treff.db";

    public static IServiceCollection AddStorage(this IServiceCollection services, TreffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Database is { } url)
            return services.AddPostgres(url, options.DatabaseMaxConnections);
        services.AddSingleton<INodeLink, SingleNode>();
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.DataDirectory, FileName),
            DefaultTimeout = 5,
        }.ToString();
        return services.AddDbContextPool<TreffDbContext>(db => db.UseSqlite(connectionString).AddInterceptors(new SqlitePragmas()));
    }

    /// <summary>Creates or migrates the database. Called before the first request.</summary>
    public static async Task MigrateStorageAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
        var options = scope.ServiceProvider.GetRequiredService<TreffOptions>();
        if (options.Database is not null)
            await PostgresSetup.MigrateAsync(context, options, scope.ServiceProvider.GetRequiredService<ILogger<TreffDbContext>>(), cancellationToken);
        else
            await MigrateSqliteAsync(context.Database, cancellationToken);
    }

    private static async Task MigrateSqliteAsync(DatabaseFacade database, CancellationToken cancellationToken)
    {
        CheckFile(database);
        await database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancellationToken);
        await NewerDatabase.ThrowIfNewerAsync(database, cancellationToken);
        // EF guards migrations by a row that a killed process leaves behind, and would then wait for it for ever. The data directory has one
        // owner, so a row found at start is always such a leftover.
        await database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
        await database.MigrateAsync(cancellationToken);
    }

    /// <summary>A damaged file answers some questions and not others: better to know before the first guest does.</summary>
    private static void CheckFile(DatabaseFacade database)
    {
        try
        {
            database.OpenConnection();
            SqliteCheck.ThrowIfDamaged(database.GetDbConnection(), database.GetDbConnection().DataSource);
        }
        finally
        {
            database.CloseConnection();
        }
    }
}
