using Microsoft.EntityFrameworkCore;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

public class StorageTests
{
    [Fact]
    public async Task The_migrations_lead_to_the_model()
    {
        await using var app = await TreffApp.StartAsync();
        using var database = new Database(app);
        Assert.False(database.Context.Database.HasPendingModelChanges());
        Assert.Empty(await database.Context.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    [Trait("Database", "SQLite")]
    public async Task The_database_writes_ahead_and_waits_for_others()
    {
        await using var app = await TreffApp.StartAsync();
        using var database = new Database(app);
        Assert.Equal("wal", await PragmaAsync<string>(database.Context, "journal_mode"));
        Assert.Equal(5000, await PragmaAsync<long>(database.Context, "busy_timeout"));
    }

    [Fact]
    [Trait("Database", "SQLite")]
    public async Task A_lock_left_by_a_killed_process_does_not_stop_the_start()
    {
        var app = await TreffApp.StartAsync();
        using (var database = new Database(app))
        {
            await database.Context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """);
        }

        var folder = await app.StopAsync();
        await using var again = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder }).WaitAsync(TimeSpan.FromSeconds(30));
        await again.CreateMeetingAsync();
    }

    private static async Task<T> PragmaAsync<T>(TreffDbContext context, string name)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
