using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Treff.Server.Storage;

/// <summary>An older Treff over the database of a newer one would write rows that the newer one cannot read: it does not start instead.</summary>
internal static class NewerDatabase
{
    /// <exception cref="InvalidDataException">There are changes in it that this version does not know.</exception>
    public static async Task ThrowIfNewerAsync(DatabaseFacade database, CancellationToken cancellationToken)
    {
        var unknown = (await database.GetAppliedMigrationsAsync(cancellationToken)).Except(database.GetMigrations(), StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new InvalidDataException($"the database was last used by a newer Treff (it knows {string.Join(", ", unknown)}). Start that version again, or restore the backup that was made before the upgrade.");
    }
}
