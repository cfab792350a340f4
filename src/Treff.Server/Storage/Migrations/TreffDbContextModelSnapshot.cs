using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Treff.Server.Storage.Migrations;

/// <summary>The model as the newest migration leaves it. Without types of columns, so that it holds for every database. A test fails when the classes have moved on without one.</summary>
[DbContext(typeof(TreffDbContext))]
public sealed class TreffDbContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity("Treff.Server.Meetings.Meeting", meeting =>
        {
            meeting.Property<string>("Id").HasMaxLength(12);
            meeting.Property<string>("Name").HasMaxLength(400);
            meeting.Property<int>("MaxParticipants");
            meeting.Property<long>("CreatedAt");
            meeting.Property<long>("ExpiresAt");
            meeting.Property<long?>("ClosedAt");
            meeting.Property<string>("Alias").HasMaxLength(60);
            meeting.Property<byte[]>("HostKeyHash");
            meeting.Property<string>("PasswordHash").HasMaxLength(200);
            meeting.Property<string>("WaitingRoom").IsRequired().HasMaxLength(20);
            meeting.Property<bool>("Locked");
            meeting.Property<long?>("StartsAt");
            meeting.Property<int?>("DurationMinutes");
            meeting.Property<string>("TimeZone").HasMaxLength(64);
            meeting.Property<bool>("IsWeekly");
            meeting.Property<bool>("MayShareScreen");
            meeting.Property<bool>("MayUnmute");
            meeting.Property<bool>("MayUseCamera");
            meeting.Property<bool>("MayChat");
            meeting.Property<bool>("MayRecord");
            meeting.Property<bool>("ChatHistory");
            meeting.Property<bool>("IsEndToEndEncrypted");
            meeting.Property<string>("Spotlight").HasMaxLength(256);
            meeting.Property<int>("Version");
            meeting.HasKey("Id");
            meeting.HasIndex("ExpiresAt");
            meeting.HasIndex("Alias").IsUnique();
            meeting.ToTable("Meetings");
        });
        modelBuilder.Entity("Treff.Server.Chat.ChatMessage", message =>
        {
            message.Property<long>("Sequence").ValueGeneratedOnAdd().UseAutoincrement().UseIdentityByDefaultColumn();
            message.Property<string>("MeetingId").IsRequired().HasMaxLength(12);
            message.Property<string>("Id").IsRequired().HasMaxLength(64);
            message.Property<string>("SenderIdentity").IsRequired().HasMaxLength(256);
            message.Property<string>("SenderName").IsRequired();
            message.Property<string>("Text").IsRequired();
            message.Property<long>("SentAt");
            message.Property<int>("Bytes");
            message.HasKey("Sequence");
            message.HasIndex("MeetingId", "Id").IsUnique();
            message.ToTable("ChatMessages");
        });
        modelBuilder.Entity("Treff.Server.Hosts.Ticket", ticket =>
        {
            ticket.Property<string>("MeetingId").HasMaxLength(12);
            ticket.Property<string>("Identity").HasMaxLength(256);
            ticket.Property<byte[]>("SecretHash").IsRequired();
            ticket.Property<string>("DisplayName").IsRequired().HasMaxLength(400);
            ticket.Property<string>("Role").IsRequired().HasMaxLength(20);
            ticket.Property<string>("State").IsRequired().HasMaxLength(20);
            ticket.Property<long>("CreatedAt");
            ticket.Property<long>("ChangedAt");
            ticket.Property<long>("SeenAt");
            ticket.HasKey("MeetingId", "Identity");
            ticket.HasIndex("SecretHash").IsUnique();
            ticket.HasIndex("State", "ChangedAt");
            ticket.ToTable("Tickets");
        });
        modelBuilder.Entity("Treff.Server.Moderation.ModerationEntry", entry =>
        {
            entry.Property<long>("Sequence").ValueGeneratedOnAdd().UseAutoincrement().UseIdentityByDefaultColumn();
            entry.Property<string>("MeetingId").IsRequired().HasMaxLength(12);
            entry.Property<long>("At");
            entry.Property<string>("ActorIdentity").HasMaxLength(256);
            entry.Property<string>("ActorName").HasMaxLength(400);
            entry.Property<string>("ActorRole").IsRequired().HasMaxLength(20);
            entry.Property<string>("Action").IsRequired().HasMaxLength(40);
            entry.Property<string>("TargetIdentity").HasMaxLength(256);
            entry.Property<string>("TargetName").HasMaxLength(400);
            entry.Property<string>("Detail").HasMaxLength(400);
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
            session.Property<string>("Hash").HasMaxLength(64);
            session.Property<long>("ExpiresAt");
            session.HasKey("Hash");
            session.ToTable("AdminSessions");
        });
        modelBuilder.Entity("Treff.Server.ApiKeys.ApiKey", key =>
        {
            key.Property<string>("Id").HasMaxLength(16);
            key.Property<string>("Name").IsRequired().HasMaxLength(400);
            key.Property<byte[]>("Hash").IsRequired();
            key.Property<string>("Start").IsRequired().HasMaxLength(16);
            key.Property<long>("CreatedAt");
            key.Property<long?>("LastUsedAt");
            key.HasKey("Id");
            key.HasIndex("Hash").IsUnique();
            key.HasIndex("Name").IsUnique();
            key.ToTable("ApiKeys");
        });
    }
}
