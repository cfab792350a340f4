using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Treff.Server.Chat;
using Treff.Server.Meetings;

namespace Treff.Server.Storage;

/// <summary>The database: one file, owned by one process.</summary>
public sealed class TreffDbContext(DbContextOptions<TreffDbContext> options) : DbContext(options)
{
    public DbSet<Meeting> Meetings => Set<Meeting>();

    public DbSet<ChatMessage> ChatMessages => Set<ChatMessage>();

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
        modelBuilder.Entity<ChatMessage>(message =>
        {
            message.HasKey(m => m.Sequence);
            message.Property(m => m.MeetingId).HasMaxLength(MeetingId.Length);
            // By its name EF first takes it for the key, and then forgets that it is never null.
            message.Property(m => m.Id).HasMaxLength(64).IsRequired();
            message.Property(m => m.SenderIdentity).HasMaxLength(256);
            message.HasIndex(m => new { m.MeetingId, m.Id }).IsUnique();
            message.HasOne<Meeting>().WithMany().HasForeignKey(m => m.MeetingId).OnDelete(DeleteBehavior.Cascade);
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
