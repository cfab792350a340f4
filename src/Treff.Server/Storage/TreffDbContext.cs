using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Treff.Server.Admin;
using Treff.Server.ApiKeys;
using Treff.Server.Chat;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Moderation;
using Treff.Server.Statistics;

namespace Treff.Server.Storage;

/// <summary>The database: one SQLite file, owned by one process, or a PostgreSQL database, shared by several.</summary>
public sealed class TreffDbContext(DbContextOptions<TreffDbContext> options) : DbContext(options)
{
    /// <summary>LiveKit's limit.</summary>
    private const int MaxIdentityLength = 256;

    public DbSet<Meeting> Meetings => Set<Meeting>();

    public DbSet<ChatMessage> ChatMessages => Set<ChatMessage>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<ModerationEntry> MeetingLog => Set<ModerationEntry>();

    public DbSet<MeetingSession> MeetingSessions => Set<MeetingSession>();

    public DbSet<ParticipantStay> ParticipantStays => Set<ParticipantStay>();

    public DbSet<StayTrack> StayTracks => Set<StayTrack>();

    public DbSet<UsageSample> UsageSamples => Set<UsageSample>();

    public DbSet<AdminSession> AdminSessions => Set<AdminSession>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Meeting>(meeting =>
        {
            meeting.HasKey(m => m.Id);
            meeting.Property(m => m.Id).HasMaxLength(MeetingId.Length);
            meeting.Property(m => m.Name).HasMaxLength(400);
            meeting.Property(m => m.Alias).HasMaxLength(MeetingAlias.MaxLength);
            meeting.Property(m => m.PasswordHash).HasMaxLength(200);
            meeting.Property(m => m.WaitingRoom).HasConversion<string>().HasMaxLength(20);
            meeting.Property(m => m.TimeZone).HasMaxLength(64);
            meeting.Property(m => m.Spotlight).HasMaxLength(MaxIdentityLength);
            meeting.Ignore(m => m.Permissions);
            meeting.HasIndex(m => m.ExpiresAt);
            meeting.HasIndex(m => m.Alias).IsUnique();
        });
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.HasKey(t => new { t.MeetingId, t.Identity });
            ticket.Property(t => t.MeetingId).HasMaxLength(MeetingId.Length);
            ticket.Property(t => t.Identity).HasMaxLength(MaxIdentityLength);
            ticket.Property(t => t.DisplayName).HasMaxLength(400);
            ticket.Property(t => t.Role).HasConversion<string>().HasMaxLength(20);
            ticket.Property(t => t.State).HasConversion<string>().HasMaxLength(20);
            ticket.HasIndex(t => t.SecretHash).IsUnique();
            ticket.HasIndex(t => new { t.State, t.ChangedAt });
            ticket.HasOne<Meeting>().WithMany().HasForeignKey(t => t.MeetingId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ModerationEntry>(entry =>
        {
            entry.ToTable("MeetingLog");
            entry.HasKey(e => e.Sequence);
            entry.Property(e => e.MeetingId).HasMaxLength(MeetingId.Length);
            entry.Property(e => e.ActorIdentity).HasMaxLength(MaxIdentityLength);
            entry.Property(e => e.ActorName).HasMaxLength(400);
            entry.Property(e => e.ActorRole).HasMaxLength(20);
            entry.Property(e => e.Action).HasMaxLength(40);
            entry.Property(e => e.TargetIdentity).HasMaxLength(MaxIdentityLength);
            entry.Property(e => e.TargetName).HasMaxLength(400);
            entry.Property(e => e.Detail).HasMaxLength(400);
            entry.HasIndex(e => new { e.MeetingId, e.Sequence });
            entry.HasOne<Meeting>().WithMany().HasForeignKey(e => e.MeetingId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ChatMessage>(message =>
        {
            message.HasKey(m => m.Sequence);
            message.Property(m => m.MeetingId).HasMaxLength(MeetingId.Length);
            // By its name EF first takes it for the key, and then forgets that it is never null.
            message.Property(m => m.Id).HasMaxLength(64).IsRequired();
            message.Property(m => m.SenderIdentity).HasMaxLength(MaxIdentityLength);
            message.HasIndex(m => new { m.MeetingId, m.Id }).IsUnique();
            message.HasOne<Meeting>().WithMany().HasForeignKey(m => m.MeetingId).OnDelete(DeleteBehavior.Cascade);
        });
        StatisticsTables.Configure(modelBuilder);
        modelBuilder.Entity<AdminSession>(session =>
        {
            session.HasKey(s => s.Hash);
            session.Property(s => s.Hash).HasMaxLength(64);
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.HasKey(k => k.Id);
            key.Property(k => k.Id).HasMaxLength(16);
            key.Property(k => k.Name).HasMaxLength(400);
            key.Property(k => k.Start).HasMaxLength(16);
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => k.Name).IsUnique();
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        // SQLite cannot compare its text form of a DateTimeOffset; milliseconds since 1970 every database can.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
