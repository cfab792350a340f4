using Microsoft.Data.Sqlite;

namespace Treff.Server.Storage;

/// <summary>A copy of the database, made while a server uses it (<see href="https://sqlite.org/backup.html"/>).</summary>
public static class SqliteBackup
{
    /// <summary>Copies, checks the copy, and only then gives it its name: a file that is there is a whole one.</summary>
    /// <param name="dataDirectory">The folder with the database.</param>
    /// <param name="file">Where to; must not exist yet.</param>
    /// <returns>The size of the copy.</returns>
    /// <exception cref="IOException">There is no database, the file exists, or it cannot be written; the message says what to do.</exception>
    /// <exception cref="InvalidDataException">The copy is damaged, and so is the database.</exception>
    public static long Copy(string dataDirectory, string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataDirectory);
        ArgumentException.ThrowIfNullOrEmpty(file);
        var source = Path.Combine(dataDirectory, StorageSetup.FileName);
        if (!File.Exists(source))
            throw new IOException($"there is no {Path.GetFullPath(source)}. Set DATA_DIR to the server's folder.");
        if (Path.Exists(file))
            throw new IOException($"{Path.GetFullPath(file)} is there already. Choose another name, or move it away.");
        var partial = file + ".partial";
        File.Delete(partial);
        try
        {
            Copy(source, partial, SqliteOpenMode.ReadWrite);
            File.Move(partial, file);
            return new FileInfo(file).Length;
        }
        catch (SqliteException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void Copy(string source, string target, SqliteOpenMode mode)
    {
        // A reader of a write-ahead log needs its shared memory file, and therefore may write. Without pooling the files are closed at the end.
        using var from = Open(source, mode);
        using var to = Open(target, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
        // First: in a damaged schema every other command fails without a word of what can be done.
        SqliteCheck.ThrowIfDamaged(to, source);
        // The copy is one file, whatever it is opened with next.
        SqliteCheck.Run(to, "PRAGMA journal_mode=DELETE;");
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        // Copying is no command, which the library would try again: a server that opens or closes the file keeps others from it for a moment.
        SqliteCheck.Run(connection, "PRAGMA busy_timeout=30000;");
        return connection;
    }
}
