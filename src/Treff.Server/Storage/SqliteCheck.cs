using System.Data.Common;

namespace Treff.Server.Storage;

/// <summary>Whether a database file is whole.</summary>
internal static class SqliteCheck
{
    /// <summary>Reads every page; what it does not compare is each index with its table (<see href="https://sqlite.org/pragma.html#pragma_quick_check"/>).</summary>
    /// <param name="connection">Open.</param>
    /// <param name="file">Its name, for the message.</param>
    /// <exception cref="InvalidDataException">It is damaged; the message says what can be done.</exception>
    public static void ThrowIfDamaged(DbConnection connection, string file)
    {
        string finding;
        try
        {
            finding = Run(connection, "PRAGMA quick_check(1);");
        }
        catch (DbException exception)
        {
            finding = exception.Message;
        }

        if (finding != "ok")
            throw new InvalidDataException($"{Path.GetFullPath(file)} is damaged ({finding}). Put a backup in its place, or move it away to begin with an empty one.");
    }

    public static string Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string ?? "";
    }
}
