using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Treff.Server.Storage.Migrations;

/// <summary>The model as the newest migration leaves it. A test fails when the classes have moved on without one.</summary>
[DbContext(typeof(TreffDbContext))]
public sealed class TreffDbContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity("Treff.Server.Meetings.Meeting", meeting =>
        {
            meeting.Property<string>("Id").HasMaxLength(12).HasColumnType("TEXT");
            meeting.Property<string>("Name").HasMaxLength(400).HasColumnType("TEXT");
            meeting.Property<int>("MaxParticipants").HasColumnType("INTEGER");
            meeting.Property<long>("CreatedAt").HasColumnType("INTEGER");
            meeting.Property<long>("ExpiresAt").HasColumnType("INTEGER");
            meeting.Property<long?>("ClosedAt").HasColumnType("INTEGER");
            meeting.Property<string>("Alias").HasMaxLength(60).HasColumnType("TEXT");
            meeting.Property<byte[]>("HostKeyHash").HasColumnType("BLOB");
            meeting.Property<string>("PasswordHash").HasMaxLength(200).HasColumnType("TEXT");
            meeting.Property<string>("WaitingRoom").IsRequired().HasMaxLength(20).HasColumnType("TEXT");
            meeting.Property<bool>("Locked").HasColumnType("INTEGER");
            meeting.Property<long?>("StartsAt").HasColumnType("INTEGER");
            meeting.Property<int?>("DurationMinutes").HasColumnType("INTEGER");
            meeting.Property<string>("TimeZone").HasMaxLength(64).HasColumnType("TEXT");
            meeting.Property<bool>("IsWeekly").HasColumnType("INTEGER");
            meeting.Property<bool>("MayShareScreen").HasColumnType("INTEGER");
            meeting.Property<bool>("MayUnmute").HasColumnType("INTEGER");
            meeting.Property<bool>("MayUseCamera").HasColumnType("INTEGER");
            meeting.Property<bool>("MayChat").HasColumnType("INTEGER");
            meeting.Property<bool>("MayRecord").HasColumnType("INTEGER");
            meeting.Property<bool>("ChatHistory").HasColumnType("INTEGER");
            meeting.Property<bool>("IsEndToEndEncrypted").HasColumnType("INTEGER");
            meeting.Property<string>("Spotlight").HasMaxLength(256).HasColumnType("TEXT");
            meeting.Property<int>("Version").HasColumnType("INTEGER");
            meeting.HasKey("Id");
            meeting.HasIndex("ExpiresAt");
            meeting.HasIndex("Alias").IsUnique();
            meeting.ToTable("Meetings");
        });
        modelBuilder.Entity("Treff.Server.Chat.ChatMessage", message =>
        {
            message.Property<long>("Sequence").ValueGeneratedOnAdd().HasColumnType("INTEGER").UseAutoincrement();
            message.Property<string>("MeetingId").IsRequired().HasMaxLength(12).HasColumnType("TEXT");
            message.Property<string>("Id").IsRequired().HasMaxLength(64).HasColumnType("TEXT");
            message.Property<string>("SenderIdentity").IsRequired().HasMaxLength(256).HasColumnType("TEXT");
            message.Property<string>("SenderName").IsRequired().HasColumnType("TEXT");
            message.Property<string>("Text").IsRequired().HasColumnType("TEXT");
            message.Property<long>("SentAt").HasColumnType("INTEGER");
            message.Property<int>("Bytes").HasColumnType("INTEGER");
            message.HasKey("Sequence");
            message.HasIndex("MeetingId", "Id").IsUnique();
            message.ToTable("ChatMessages");
        });
        modelBuilder.Entity("Treff.Server.Hosts.Ticket", ticket =>
        {
            ticket.Property<string>("MeetingId").HasMaxLength(12).HasColumnType("TEXT");
            ticket.Property<string>("Identity").HasMaxLength(256).HasColumnType("TEXT");
            ticket.Property<byte[]>("SecretHash").IsRequired().HasColumnType("BLOB");
            ticket.Property<string>("DisplayName").IsRequired().HasMaxLength(400).HasColumnType("TEXT");
            ticket.Property<string>("Role").IsRequired().HasMaxLength(20).HasColumnType("TEXT");
            ticket.Property<string>("State").IsRequired().HasMaxLength(20).HasColumnType("TEXT");
            ticket.Property<long>("CreatedAt").HasColumnType("INTEGER");
            ticket.Property<long>("ChangedAt").HasColumnType("INTEGER");
            ticket.Property<long>("SeenAt").HasColumnType("INTEGER");
            ticket.HasKey("MeetingId", "Identity");
            ticket.HasIndex("SecretHash").IsUnique();
            ticket.HasIndex("State", "ChangedAt");
            ticket.ToTable("Tickets");
        });
        modelBuilder.Entity("Treff.Server.Moderation.ModerationEntry", entry =>
        {
            entry.Property<long>("Sequence").ValueGeneratedOnAdd().HasColumnType("INTEGER").UseAutoincrement();
            entry.Property<string>("MeetingId").IsRequired().HasMaxLength(12).HasColumnType("TEXT");
            entry.Property<long>("At").HasColumnType("INTEGER");
            entry.Property<string>("ActorIdentity").HasMaxLength(256).HasColumnType("TEXT");
            entry.Property<string>("ActorName").HasMaxLength(400).HasColumnType("TEXT");
            entry.Property<string>("ActorRole").IsRequired().HasMaxLength(20).HasColumnType("TEXT");
            entry.Property<string>("Action").IsRequired().HasMaxLength(40).HasColumnType("TEXT");
            entry.Property<string>("TargetIdentity").HasMaxLength(256).HasColumnType("TEXT");
            entry.Property<string>("TargetName").HasMaxLength(400).HasColumnType("TEXT");
            entry.Property<string>("Detail").HasMaxLength(400).HasColumnType("TEXT");
            entry.HasKey("Sequence");
            entry.HasIndex("MeetingId", "Sequence");
            entry.ToTable("MeetingLog");
        });
        modelBuilder.Entity("Treff.Server.Hosts.Ticket", ticket =>
            ticket.HasOne("Treff.Server.Meetings.Meeting", null).WithMany().HasForeignKey("MeetingId").OnDelete(DeleteBehavior.Cascade).IsRequired());
        modelBuilder.Entity("Treff.Server.Moderation.ModerationEntry", entry =>
            entry.HasOne("Treff.Server.Meetings.Meeting", null).WithMany().HasForeignKey("MeetingId").OnDelete(DeleteBehavior.Cascade).IsRequired());
        modelBuilder.Entity("Treff.Server.Chat.ChatMessage", message =>
            message.HasOne("Treff.Server.Meetings.Meeting", null).WithMany().HasForeignKey("MeetingId").OnDelete(DeleteBehavior.Cascade).IsRequired());
        StatisticsSnapshot.Build(modelBuilder);
        modelBuilder.Entity("Treff.Server.Admin.AdminSession", session =>
        {
            session.Property<string>("Hash").HasMaxLength(64).HasColumnType("TEXT");
            session.Property<long>("ExpiresAt").HasColumnType("INTEGER");
            session.HasKey("Hash");
            session.ToTable("AdminSessions");
        });
        modelBuilder.Entity("Treff.Server.ApiKeys.ApiKey", key =>
        {
            key.Property<string>("Id").HasMaxLength(16).HasColumnType("TEXT");
            key.Property<string>("Name").IsRequired().HasMaxLength(400).HasColumnType("TEXT");
            key.Property<byte[]>("Hash").IsRequired().HasColumnType("BLOB");
            key.Property<string>("Start").IsRequired().HasMaxLength(16).HasColumnType("TEXT");
            key.Property<long>("CreatedAt").HasColumnType("INTEGER");
            key.Property<long?>("LastUsedAt").HasColumnType("INTEGER");
            key.HasKey("Id");
            key.HasIndex("Hash").IsUnique();
            key.HasIndex("Name").IsUnique();
            key.ToTable("ApiKeys");
        });
    }
}
