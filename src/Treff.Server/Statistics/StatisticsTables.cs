using Microsoft.EntityFrameworkCore;

namespace Treff.Server.Statistics;

/// <summary>The tables of this folder.</summary>
internal static class StatisticsTables
{
    /// <summary>LiveKit's sids have 15 characters.</summary>
    public const int SidLength = 64;

    /// <summary>Names of rooms and identities, as the media server limits them.</summary>
    public const int NameLength = 256;

    public static void Configure(ModelBuilder model)
    {
        model.Entity<MeetingSession>(session =>
        {
            session.HasKey(s => s.Sid);
            session.Property(s => s.Sid).HasMaxLength(SidLength);
            session.Property(s => s.MeetingId).HasMaxLength(NameLength);
            session.Property(s => s.MeetingName).HasMaxLength(400);
            session.HasIndex(s => new { s.StartedAt, s.Sid });
            session.HasIndex(s => new { s.MeetingId, s.StartedAt });
            session.HasIndex(s => s.EndedAt);
        });
        model.Entity<ParticipantStay>(stay =>
        {
            stay.HasKey(s => s.Sid);
            stay.Property(s => s.Sid).HasMaxLength(SidLength);
            stay.Property(s => s.SessionSid).HasMaxLength(SidLength);
            stay.Property(s => s.Identity).HasMaxLength(NameLength);
            stay.Property(s => s.Name).HasMaxLength(400);
            stay.Property(s => s.Role).HasMaxLength(16);
            stay.Property(s => s.Reason).HasMaxLength(40);
            stay.HasIndex(s => s.SessionSid);
            stay.HasIndex(s => s.LeftAt);
            stay.HasOne<MeetingSession>().WithMany().HasForeignKey(s => s.SessionSid).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<StayTrack>(track =>
        {
            track.HasKey(t => t.Sid);
            track.Property(t => t.Sid).HasMaxLength(SidLength);
            track.Property(t => t.StaySid).HasMaxLength(SidLength);
            track.HasIndex(t => t.StaySid);
            track.HasOne<ParticipantStay>().WithMany().HasForeignKey(t => t.StaySid).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<UsageSample>(sample =>
        {
            sample.HasKey(s => s.Minute);
            sample.Property(s => s.Minute).ValueGeneratedNever();
        });
    }
}
