using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer.Ending))]

namespace Treff.Server.Tests.Support;

/// <summary>
/// A PostgreSQL server of this test run alone, on a free port and a folder that goes with it. It starts when the first test asks, and ends with this process however
/// that ends. Databases are used again, emptied. Strings are sorted as people do (ICU), unlike in SQLite.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>All tests that have a database use one of this server's, not SQLite.</summary>
    public static readonly bool IsForAll = Environment.GetEnvironmentVariable("TREFF_TEST_DATABASE") == "postgres";

    /// <summary>Who may come in by password only.</summary>
    public const string GuardedUser = "guarded";

    public const string Password = "a pass@word/with:signs";

    /// <summary>Of the applications; owns its databases and nothing more.</summary>
    private const string User = "app";

    private const string Ready = "database system is ready to accept connections";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static readonly string? Programs = FindPrograms();

    private readonly string _folder;
    private readonly int _port;
    private readonly ConcurrentBag<string> _free = [];
    private Process _process;
    private int _databases;

    private PostgresServer(string folder, int port, Process process)
    {
        _folder = folder;
        _port = port;
        _process = process;
    }

    /// <summary>The server of this run; without PostgreSQL the test is skipped.</summary>
    public static Task<PostgresServer> GetAsync()
    {
        if (Programs is null && !IsForAll)
            Assert.Skip("PostgreSQL was not found: install it (Debian: apt-get install postgresql) or set TREFF_POSTGRES to the folder with initdb and postgres.");
        return Shared.Value;
    }

    /// <summary>One that a test may stop and start.</summary>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        await GetAsync();
        return await StartAsync();
    }

    /// <summary>An empty database.</summary>
    public async Task<TestDatabase> LeaseAsync()
    {
        if (!_free.TryTake(out var name))
        {
            name = string.Create(CultureInfo.InvariantCulture, $"treff_{Interlocked.Increment(ref _databases)}");
            await ExecuteAsync("postgres", $"CREATE DATABASE {name} OWNER {User}");
        }

        return new TestDatabase(this, name, UrlOf(name));
    }

    public string UrlOf(string database, string user = User, string password = Password) =>
        $"postgres://{user}:{Uri.EscapeDataString(password)}@127.0.0.1:{_port}/{database}";

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Cuts every connection at once.</summary>
    public async Task StopAsync()
    {
        // Its keeper takes the end of its input for the end of this process.
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        _process.Dispose();
    }

    /// <summary>On the same port, with what it had.</summary>
    public async Task StartAgainAsync() => _process = await RunAsync(_folder, _port);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal async Task ReturnAsync(string database)
    {
        // What waits in a pool would be given to the next test, and is cut off below.
        NpgsqlConnection.ClearAllPools();
        try
        {
            await ExecuteAsync(
                database,
                """
                DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" > '2990';
                DELETE FROM "Meetings"; DELETE FROM "MeetingSessions"; DELETE FROM "UsageSamples"; DELETE FROM "AdminSessions";
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
                """);
            _free.Add(database);
        }
        catch (PostgresException)
        {
            // The test left something else: nobody gets this one.
            await ExecuteAsync("postgres", $"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "treff-postgres-" + Guid.NewGuid().ToString("N"));
        using (var initialise = Start("initdb", [$"--pgdata={folder}", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]))
        {
            var error = initialise.StandardError.ReadToEndAsync();
            await initialise.StandardOutput.ReadToEndAsync();
            await initialise.WaitForExitAsync();
            if (initialise.ExitCode != 0)
                throw new InvalidOperationException($"initdb (PostgreSQL 15 or newer is needed): {await error}");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "pg_hba.conf"), $"host all {GuardedUser} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
        var port = FreePort();
        var server = new PostgresServer(folder, port, await RunAsync(folder, port));
        await server.ExecuteAsync("postgres", $"CREATE ROLE {User} LOGIN; CREATE ROLE {GuardedUser} LOGIN PASSWORD '{Password}'");
        return server;
    }

    private static async Task<Process> RunAsync(string folder, int port)
    {
        var process = Start(
            "postgres",
            [
                "-D", folder, "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off",
                "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "autovacuum=off",
            ]);
        using var timeout = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(timeout.Token) is { } line)
        {
            if (!line.Contains(Ready, StringComparison.Ordinal))
                continue;
            // It must not wait for a full pipe.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return process;
        }

        throw new InvalidOperationException("postgres did not start");
    }

    /// <summary>PostgreSQL refuses to run as root. A shell keeps it and ends it when the shell's input ends, which it also does when this process is killed.</summary>
    private static Process Start(string program, string[] arguments)
    {
        const string Keep = """exec 3<&0; "$@" </dev/null 3<&- & pid=$!; if [ "$0" = postgres ]; then cat <&3 >/dev/null; kill -INT $pid; fi; wait $pid""";
        string[] asSomebodyElse = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Somebody()}", $"--regid={Somebody()}", "--clear-groups"] : [];
        var start = new ProcessStartInfo("sh", ["-c", Keep, program, .. asSomebodyElse, Path.Combine(Programs ?? "", program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }

    private static string Somebody() => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? FindPrograms()
    {
        string[] folders =
        [
            Environment.GetEnvironmentVariable("TREFF_POSTGRES") ?? "",
            .. Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Reverse().Select(folder => Path.Combine(folder, "bin")) : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        return Array.Find(folders, folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends the server of this run, if there was one.</summary>
    public sealed class Ending : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (Shared.IsValueCreated)
                await (await Shared.Value).DisposeAsync();
        }
    }
}

/// <summary>A database of the test server, until it is given back.</summary>
internal sealed class TestDatabase(PostgresServer server, string name, string url) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>As DATABASE_URL.</summary>
    public string Text => url;

    public DatabaseUrl Url => DatabaseUrl.TryParse(url, out var parsed, out var mistake) ? parsed : throw new InvalidOperationException(mistake);

    public ValueTask DisposeAsync() => new(server.ReturnAsync(name));
}
