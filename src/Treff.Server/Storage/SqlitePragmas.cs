using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Treff.Server.Storage;

/// <summary>What SQLite forgets with every connection.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // Busy: wait up to 5 s for another writer instead of failing at once. Synchronous NORMAL is safe with WAL: a power cut may lose the last
    // transactions, never the file (https://sqlite.org/pragma.html#pragma_synchronous).
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
