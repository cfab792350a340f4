using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Treff.Server.Meetings;

namespace Treff.Server.Storage;

/// <summary>The database: one file, owned by one process.</summary>
public sealed class TreffDbContext(DbContextOptions<TreffDbContext> options) : DbContext(options)
{
    public DbSet<Meeting> Meetings => Set<Meeting>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Meeting>(meeting =>
        {
            meeting.HasKey(m => m.Id);
            meeting.Property(m => m.Id).HasMaxLength(MeetingId.Length);
            meeting.Property(m => m.Name).HasMaxLength(400);
            meeting.HasIndex(m => m.ExpiresAt);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        // SQLite cannot compare its text form of a DateTimeOffset; milliseconds since 1970 it can.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
