using Microsoft.EntityFrameworkCore;

namespace Treff.Server.Storage.Migrations;

/// <summary>The part of <see cref="TreffDbContextModelSnapshot"/> that the statistics have.</summary>
internal static class StatisticsSnapshot
{
    public static void Build(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("Treff.Server.Statistics.MeetingSession", session =>
        {
            session.Property<string>("Sid").HasMaxLength(64);
            session.Property<string>("MeetingId").IsRequired().HasMaxLength(256);
            session.Property<string>("MeetingName").HasMaxLength(400);
            session.Property<long>("StartedAt");
            session.Property<long?>("EndedAt");
            session.Property<bool>("EndIsInferred");
            session.Property<long>("LastSeenAt");
            session.Property<int>("Peak");
            session.Property<int>("People");
            session.Property<long>("PersonSeconds");
            session.Property<int>("Stays");
            session.Property<bool>("IsIncomplete");
            session.Property<long?>("DeletedAt");
            session.HasKey("Sid");
            session.HasIndex("StartedAt", "Sid");
            session.HasIndex("MeetingId", "StartedAt");
            session.HasIndex("EndedAt");
            session.ToTable("MeetingSessions");
        });
        modelBuilder.Entity("Treff.Server.Statistics.ParticipantStay", stay =>
        {
            stay.Property<string>("Sid").HasMaxLength(64);
            stay.Property<string>("SessionSid").IsRequired().HasMaxLength(64);
            stay.Property<string>("Identity").IsRequired().HasMaxLength(256);
            stay.Property<string>("Name").HasMaxLength(400);
            stay.Property<string>("Role").HasMaxLength(16);
            stay.Property<long>("JoinedAt");
            stay.Property<long?>("LeftAt");
            stay.Property<bool>("LeftIsInferred");
            stay.Property<string>("Reason").HasMaxLength(40);
            stay.Property<bool>("IsConfirmed");
            stay.Property<int>("Resumes");
            stay.Property<int>("Tracks");
            stay.Property<int>("MeasuredSeconds");
            stay.Property<int>("GoodSeconds");
            stay.Property<int>("PoorSeconds");
            stay.HasKey("Sid");
            stay.HasIndex("SessionSid");
            stay.HasIndex("LeftAt");
            stay.ToTable("ParticipantStays");
        });
        modelBuilder.Entity("Treff.Server.Statistics.StayTrack", track =>
        {
            track.Property<string>("Sid").HasMaxLength(64);
            track.Property<string>("StaySid").IsRequired().HasMaxLength(64);
            track.Property<int>("Source");
            track.HasKey("Sid");
            track.HasIndex("StaySid");
            track.ToTable("StayTracks");
        });
        modelBuilder.Entity("Treff.Server.Statistics.UsageSample", sample =>
        {
            sample.Property<long>("Minute").ValueGeneratedNever();
            sample.Property<int>("Meetings");
            sample.Property<int>("People");
            sample.Property<long?>("ReceivedBitsPerSecond");
            sample.Property<long?>("SentBitsPerSecond");
            sample.Property<double?>("Loss");
            sample.HasKey("Minute");
            sample.ToTable("UsageSamples");
        });
        modelBuilder.Entity("Treff.Server.Statistics.ParticipantStay", stay =>
            stay.HasOne("Treff.Server.Statistics.MeetingSession", null).WithMany().HasForeignKey("SessionSid").OnDelete(DeleteBehavior.Cascade).IsRequired());
        modelBuilder.Entity("Treff.Server.Statistics.StayTrack", track =>
            track.HasOne("Treff.Server.Statistics.ParticipantStay", null).WithMany().HasForeignKey("StaySid").OnDelete(DeleteBehavior.Cascade).IsRequired());
    }
}
