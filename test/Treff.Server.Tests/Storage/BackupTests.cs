using Microsoft.Data.Sqlite;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

/// <summary>Copies of a database that is in use, and what is done about a damaged one.</summary>
[Trait("Database", "SQLite")]
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_made_while_the_server_writes_holds_every_meeting_of_before()
    {
        await using var app = await TreffApp.StartAsync();
        var before = new List<string>();
        for (var i = 0; i < 5; i++)
            before.Add(await app.CreateMeetingAsync());
        var writing = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.CreateMeetingAsync()));
        var copy = Path.Combine(_folder.Path, "copy.db");
        Assert.True(SqliteBackup.Copy(app.DataDirectory, copy) > 0);
        await writing;
        var copied = Meetings(copy);
        Assert.Subset(copied, before.ToHashSet());
        Assert.Equal([copy], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_server_goes_on_from_a_copy()
    {
        string meeting;
        await using (var app = await TreffApp.StartAsync())
        {
            meeting = await app.CreateMeetingAsync();
            Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
            SqliteBackup.Copy(app.DataDirectory, Path.Combine(_folder.Path, "data", StorageSetup.FileName));
        }

        var folder = new TemporaryFolder();
        Directory.Move(Path.Combine(_folder.Path, "data"), Path.Combine(folder.Path, "data"));
        await using var again = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder });
        Assert.Contains("true", await again.Http.GetStringAsync(new Uri($"/api/v1/meetings/{meeting}/exists", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_file_for_themselves_is_waited_for()
    {
        var app = await TreffApp.StartAsync();
        await app.CreateMeetingAsync();
        using var folder = await app.StopAsync();
        var data = Path.Combine(folder.Path, "data");
        using var other = new SqliteConnection($"Data Source={Path.Combine(data, StorageSetup.FileName)};Pooling=False");
        other.Open();
        using (var command = other.CreateCommand())
        {
            command.CommandText = "PRAGMA locking_mode=EXCLUSIVE; UPDATE Meetings SET Name = 'Planning';";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var copy = Task.Run(() => SqliteBackup.Copy(data, Path.Combine(_folder.Path, "copy.db")), TestContext.Current.CancellationToken);
        Assert.NotSame(copy, await Task.WhenAny(copy, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)));
        other.Close();
        Assert.True(await copy > 0);
    }

    [Fact]
    public async Task The_command_says_what_it_did_or_what_to_do()
    {
        await using var app = await TreffApp.StartAsync();
        var copy = Path.Combine(_folder.Path, "copy.db");
        var variables = new Dictionary<string, string> { ["DATA_DIR"] = app.DataDirectory };
        var (code, output, error) = await TreffProcess.RunAsync(variables, "backup", copy);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(copy, output, StringComparison.Ordinal);

        (code, _, error) = await TreffProcess.RunAsync(variables, "backup", copy);
        Assert.Equal(1, code);
        Assert.Contains("is there already. Choose another name", error, StringComparison.Ordinal);

        (code, _, error) = await TreffProcess.RunAsync(new() { ["DATA_DIR"] = _folder.Path }, "backup", copy + "2");
        Assert.Equal(1, code);
        Assert.Contains("Set DATA_DIR", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_database_is_told_at_start_and_not_copied()
    {
        var app = await TreffApp.StartAsync();
        for (var i = 0; i < 5; i++)
            await app.CreateMeetingAsync();
        var folder = await app.StopAsync();
        SqliteConnection.ClearAllPools();
        var file = Path.Combine(folder.Path, "data", StorageSetup.FileName);
        Damage(file);
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["DATA_DIR"] = Path.GetDirectoryName(file)!, ["PORT"] = "0", ["MEDIA_UDP_PORT"] = "0" });
        Assert.Equal(1, code);
        Assert.Contains("Put a backup in its place", error, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => SqliteBackup.Copy(Path.GetDirectoryName(file)!, Path.Combine(_folder.Path, "copy.db")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
        folder.Dispose();
    }

    /// <summary>Overwrites the cells of every page behind the first, which holds the schema.</summary>
    private static void Damage(string file)
    {
        const int PageBytes = 4096;
        using var stream = File.Open(file, FileMode.Open);
        Assert.True(stream.Length > 4 * PageBytes);
        for (var page = PageBytes; page < stream.Length; page += PageBytes)
        {
            stream.Position = page;
            stream.Write(Enumerable.Repeat((byte)0xa5, 64).ToArray());
        }
    }

    private static HashSet<string> Meetings(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT Id FROM Meetings";
        using var reader = command.ExecuteReader();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            ids.Add(reader.GetString(0));
        return ids;
    }
}
