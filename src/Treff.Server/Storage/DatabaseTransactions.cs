using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Treff.Server.Storage;

/// <summary>What several nodes on one PostgreSQL do one after the other; with SQLite there is one process, and one writer at a time anyway.</summary>
internal enum Turn : long
{
    // "Treff" and a number: advisory locks are shared by everything that uses the database.
    Migration = 0x5472656666_01,

    /// <summary>Held as long as its node lives: the periodic work is its.</summary>
    Leadership = 0x5472656666_02,

    /// <summary>Held as long as its node lives: rooms of an embedded media server are known to that process alone.</summary>
    EmbeddedMedia = 0x5472656666_03,

    /// <summary>Sums of a session are right only when nobody else adds to it meanwhile.</summary>
    Statistics = 0x5472656666_04,
}

/// <summary>Transactions that outlive a broken connection.</summary>
internal static class DatabaseTransactions
{
    /// <summary>
    /// Runs <paramref name="work"/> inside a transaction that it commits. After a transient fault of PostgreSQL it runs again from the beginning, so it reads
    /// there whatever it goes by.
    /// </summary>
    public static Task<T> InTransactionAsync<T>(this TreffDbContext database, Func<IDbContextTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        database.Database.CreateExecutionStrategy().ExecuteAsync(
            async stopping =>
            {
                await using var transaction = await database.Database.BeginTransactionAsync(stopping);
                return await work(transaction);
            },
            cancellationToken);

    /// <summary>Waits until no other node has this turn, and keeps it to the end of the transaction.</summary>
    public static Task TakeAsync(this TreffDbContext database, Turn turn, CancellationToken cancellationToken) =>
        database.Database.IsNpgsql() ? database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({(long)turn})", cancellationToken) : Task.CompletedTask;
}
