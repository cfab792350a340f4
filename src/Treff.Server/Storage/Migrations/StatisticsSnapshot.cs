using Microsoft.EntityFrameworkCore;

namespace Treff.Server.Storage.Migrations;

/// <summary>The part of <see cref="TreffDbContextModelSnapshot"/> that the statistics have.</summary>
internal static class StatisticsSnapshot
{
    public static void Build(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("Treff.Server.Statistics.MeetingSession", session =>
        {
            session.Property<string>("Sid").HasMaxLength(64).HasColumnType("TEXT");
            session.Property<string>("MeetingId").IsRequired().HasMaxLength(256).HasColumnType("TEXT");
            session.Property<string>("MeetingName").HasMaxLength(400).HasColumnType("TEXT");
            session.Property<long>("StartedAt").HasColumnType("INTEGER");
            session.Property<long?>("EndedAt").HasColumnType("INTEGER");
            session.Property<bool>("EndIsInferred").HasColumnType("INTEGER");
            session.Property<long>("LastSeenAt").HasColumnType("INTEGER");
            session.Property<int>("Peak").HasColumnType("INTEGER");
            session.Property<int>("People").HasColumnType("INTEGER");
            session.Property<long>("PersonSeconds").HasColumnType("INTEGER");
            session.Property<int>("Stays").HasColumnType("INTEGER");
            session.Property<bool>("IsIncomplete").HasColumnType("INTEGER");
            session.Property<long?>("DeletedAt").HasColumnType("INTEGER");
            session.HasKey("Sid");
            session.HasIndex("StartedAt", "Sid");
            session.HasIndex("MeetingId", "StartedAt");
            session.HasIndex("EndedAt");
            session.ToTable("MeetingSessions");
        });
        modelBuilder.Entity("Treff.Server.Statistics.ParticipantStay", stay =>
        {
            stay.Property<string>("Sid").HasMaxLength(64).HasColumnType("TEXT");
            stay.Property<string>("SessionSid").IsRequired().HasMaxLength(64).HasColumnType("TEXT");
            stay.Property<string>("Identity").IsRequired().HasMaxLength(256).HasColumnType("TEXT");
            stay.Property<string>("Name").HasMaxLength(400).HasColumnType("TEXT");
            stay.Property<string>("Role").HasMaxLength(16).HasColumnType("TEXT");
            stay.Property<long>("JoinedAt").HasColumnType("INTEGER");
            stay.Property<long?>("LeftAt").HasColumnType("INTEGER");
            stay.Property<bool>("LeftIsInferred").HasColumnType("INTEGER");
            stay.Property<string>("Reason").HasMaxLength(40).HasColumnType("TEXT");
            stay.Property<bool>("IsConfirmed").HasColumnType("INTEGER");
            stay.Property<int>("Resumes").HasColumnType("INTEGER");
            stay.Property<int>("Tracks").HasColumnType("INTEGER");
            stay.Property<int>("MeasuredSeconds").HasColumnType("INTEGER");
            stay.Property<int>("GoodSeconds").HasColumnType("INTEGER");
            stay.Property<int>("PoorSeconds").HasColumnType("INTEGER");
            stay.HasKey("Sid");
            stay.HasIndex("SessionSid");
            stay.HasIndex("LeftAt");
            stay.ToTable("ParticipantStays");
        });
        modelBuilder.Entity("Treff.Server.Statistics.StayTrack", track =>
        {
            track.Property<string>("Sid").HasMaxLength(64).HasColumnType("TEXT");
            track.Property<string>("StaySid").IsRequired().HasMaxLength(64).HasColumnType("TEXT");
            track.Property<int>("Source").HasColumnType("INTEGER");
            track.HasKey("Sid");
            track.HasIndex("StaySid");
            track.ToTable("StayTracks");
        });
        modelBuilder.Entity("Treff.Server.Statistics.UsageSample", sample =>
        {
            sample.Property<long>("Minute").ValueGeneratedNever().HasColumnType("INTEGER");
            sample.Property<int>("Meetings").HasColumnType("INTEGER");
            sample.Property<int>("People").HasColumnType("INTEGER");
            sample.Property<long?>("ReceivedBitsPerSecond").HasColumnType("INTEGER");
            sample.Property<long?>("SentBitsPerSecond").HasColumnType("INTEGER");
            sample.Property<double?>("Loss").HasColumnType("REAL");
            sample.HasKey("Minute");
            sample.ToTable("UsageSamples");
        });
        modelBuilder.Entity("Treff.Server.Statistics.ParticipantStay", stay =>
            stay.HasOne("Treff.Server.Statistics.MeetingSession", null).WithMany().HasForeignKey("SessionSid").OnDelete(DeleteBehavior.Cascade).IsRequired());
        modelBuilder.Entity("Treff.Server.Statistics.StayTrack", track =>
            track.HasOne("Treff.Server.Statistics.ParticipantStay", null).WithMany().HasForeignKey("StaySid").OnDelete(DeleteBehavior.Cascade).IsRequired());
    }
}
