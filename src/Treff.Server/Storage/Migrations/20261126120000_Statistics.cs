using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Treff.Server.Storage.Migrations;

/// <summary>Who was in which meeting, and how busy the server was.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20261126120000_Statistics")]
public sealed class Statistics : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        CreateSessions(migrationBuilder);
        CreateStays(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "StayTracks",
            columns: table => new
            {
                Sid = table.Column<string>(maxLength: 64, nullable: false),
                StaySid = table.Column<string>(maxLength: 64, nullable: false),
                Source = table.Column<int>(nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_StayTracks", row => row.Sid);
                table.ForeignKey("FK_StayTracks_ParticipantStays_StaySid", row => row.StaySid, "ParticipantStays", "Sid", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex(name: "IX_StayTracks_StaySid", table: "StayTracks", column: "StaySid");
        migrationBuilder.CreateTable(
            name: "UsageSamples",
            columns: table => new
            {
                Minute = table.Column<long>(nullable: false),
                Meetings = table.Column<int>(nullable: false),
                People = table.Column<int>(nullable: false),
                ReceivedBitsPerSecond = table.Column<long>(nullable: true),
                SentBitsPerSecond = table.Column<long>(nullable: true),
                Loss = table.Column<double>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_UsageSamples", row => row.Minute));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("UsageSamples");
        migrationBuilder.DropTable("StayTracks");
        migrationBuilder.DropTable("ParticipantStays");
        migrationBuilder.DropTable("MeetingSessions");
    }

    private static void CreateSessions(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "MeetingSessions",
            columns: table => new
            {
                Sid = table.Column<string>(maxLength: 64, nullable: false),
                MeetingId = table.Column<string>(maxLength: 256, nullable: false),
                MeetingName = table.Column<string>(maxLength: 400, nullable: true),
                StartedAt = table.Column<long>(nullable: false),
                EndedAt = table.Column<long>(nullable: true),
                EndIsInferred = table.Column<bool>(nullable: false),
                LastSeenAt = table.Column<long>(nullable: false),
                Peak = table.Column<int>(nullable: false),
                People = table.Column<int>(nullable: false),
                PersonSeconds = table.Column<long>(nullable: false),
                Stays = table.Column<int>(nullable: false),
                IsIncomplete = table.Column<bool>(nullable: false),
                DeletedAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_MeetingSessions", row => row.Sid));
        migrationBuilder.CreateIndex(name: "IX_MeetingSessions_StartedAt_Sid", table: "MeetingSessions", columns: ["StartedAt", "Sid"]);
        migrationBuilder.CreateIndex(name: "IX_MeetingSessions_MeetingId_StartedAt", table: "MeetingSessions", columns: ["MeetingId", "StartedAt"]);
        migrationBuilder.CreateIndex(name: "IX_MeetingSessions_EndedAt", table: "MeetingSessions", column: "EndedAt");
    }

    private static void CreateStays(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "ParticipantStays",
            columns: table => new
            {
                Sid = table.Column<string>(maxLength: 64, nullable: false),
                SessionSid = table.Column<string>(maxLength: 64, nullable: false),
                Identity = table.Column<string>(maxLength: 256, nullable: false),
                Name = table.Column<string>(maxLength: 400, nullable: true),
                Role = table.Column<string>(maxLength: 16, nullable: true),
                JoinedAt = table.Column<long>(nullable: false),
                LeftAt = table.Column<long>(nullable: true),
                LeftIsInferred = table.Column<bool>(nullable: false),
                Reason = table.Column<string>(maxLength: 40, nullable: true),
                IsConfirmed = table.Column<bool>(nullable: false),
                Resumes = table.Column<int>(nullable: false),
                Tracks = table.Column<int>(nullable: false),
                MeasuredSeconds = table.Column<int>(nullable: false),
                GoodSeconds = table.Column<int>(nullable: false),
                PoorSeconds = table.Column<int>(nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ParticipantStays", row => row.Sid);
                table.ForeignKey("FK_ParticipantStays_MeetingSessions_SessionSid", row => row.SessionSid, "MeetingSessions", "Sid", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex(name: "IX_ParticipantStays_SessionSid", table: "ParticipantStays", column: "SessionSid");
        migrationBuilder.CreateIndex(name: "IX_ParticipantStays_LeftAt", table: "ParticipantStays", column: "LeftAt");
    }
}
