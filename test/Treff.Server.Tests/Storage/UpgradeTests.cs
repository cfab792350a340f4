using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

/// <summary>A newer Treff over the database of an older one, and the other way round.</summary>
public sealed class UpgradeTests
{
    private const string Id = "abc-defg-hij";

    public static TheoryData<string> Migrations => [.. typeof(TreffDbContext).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(MigrationAttribute), inherit: false).Cast<MigrationAttribute>())
        .Select(attribute => attribute.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Migrations))]
    public async Task A_database_of_every_earlier_time_is_brought_up_to_date_with_what_is_in_it(string migration)
    {
        var folder = new TemporaryFolder();
        await WriteOlderAsync(folder, migration, async context =>
        {
            var created = TreffApp.Start.ToUnixTimeMilliseconds();
            var expires = TreffApp.Start.AddHours(24).ToUnixTimeMilliseconds();
            await context.Database.ExecuteSqlAsync(
                $"""INSERT INTO "Meetings" ("Id", "Name", "MaxParticipants", "CreatedAt", "ExpiresAt") VALUES ({Id}, {"Elternabend"}, {7}, {created}, {expires})""");
        });
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder });
        using var database = new Database(app);
        Assert.Empty(await database.Context.Database.GetPendingMigrationsAsync());
        var meeting = await database.Context.Meetings.SingleAsync();
        Assert.Equal((Id, "Elternabend", 7, TreffApp.Start), (meeting.Id, meeting.Name, meeting.MaxParticipants, meeting.CreatedAt));
        // Meetings of before are open, and what guests may do stays as it was.
        Assert.Equal((false, true, true, null), (meeting.Locked, meeting.MayUseCamera, meeting.MayChat, meeting.HostKeyHash));
        Assert.Equal("guest", (await app.JoinAsync(Id)).GetProperty("role").GetString());
    }

    [Fact]
    public async Task The_database_of_a_newer_version_is_left_alone()
    {
        var folder = new TemporaryFolder();
        await WriteOlderAsync(folder, null, context => context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ({"29990101000000_Later"}, {"99.0.0"})"""));
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => TreffApp.StartAsync(new TreffAppSettings { Folder = folder }));
        Assert.Contains("newer Treff", failure.Message, StringComparison.Ordinal);
        Assert.Contains("29990101000000_Later", failure.Message, StringComparison.Ordinal);
        folder.Dispose();
    }

    /// <summary>The database as it was after this migration, or as it is now.</summary>
    private static async Task WriteOlderAsync(TemporaryFolder folder, string? migration, Func<TreffDbContext, Task> write)
    {
        var options = new TreffAppSettings().Options(folder, await folder.DatabaseAsync());
        Directory.CreateDirectory(options.DataDirectory);
        var services = new ServiceCollection();
        services.AddSingleton(options);
        services.AddLogging();
        services.AddStorage(options);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
        await context.GetService<IMigrator>().MigrateAsync(migration);
        await write(context);
    }
}
