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
    }
}
