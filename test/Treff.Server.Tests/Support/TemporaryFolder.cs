using Treff.Server.Storage;

namespace Treff.Server.Tests.Support;

/// <summary>A folder that is gone after the test, with a PostgreSQL database where tests run on that.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private TestDatabase? _database;

    public string Path { get; } = Directory.CreateTempSubdirectory("treff-test-").FullName;

    /// <summary>The same at every call; null where tests run on SQLite.</summary>
    public async Task<DatabaseUrl?> DatabaseAsync()
    {
        if (!PostgresServer.IsForAll)
            return null;
        _database ??= await (await PostgresServer.GetAsync()).LeaseAsync();
        return _database.Url;
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        // What it waits for needs no thread of the tests.
        _database?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
