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
            meeting.HasKey("Id");
            meeting.HasIndex("ExpiresAt");
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
        modelBuilder.Entity("Treff.Server.Chat.ChatMessage", message =>
            message.HasOne("Treff.Server.Meetings.Meeting", null).WithMany().HasForeignKey("MeetingId").OnDelete(DeleteBehavior.Cascade).IsRequired());
    }
}
