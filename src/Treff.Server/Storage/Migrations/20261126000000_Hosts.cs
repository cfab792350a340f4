using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Treff.Server.Storage.Migrations;

/// <summary>Options of meetings, who is who in them, and what hosts did. Meetings of before get what was so then.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20261126000000_Hosts")]
public sealed class Hosts : Migration
{
    private const string Meetings = "Meetings";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        AddMeetingColumns(migrationBuilder);
        migrationBuilder.CreateIndex(name: "IX_Meetings_Alias", table: Meetings, column: "Alias", unique: true);
        CreateTickets(migrationBuilder);
        CreateLog(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("MeetingLog");
        migrationBuilder.DropTable("Tickets");
        migrationBuilder.DropIndex("IX_Meetings_Alias", Meetings);
        foreach (var column in new[]
        {
            "Alias", "HostKeyHash", "PasswordHash", "WaitingRoom", "Locked", "StartsAt", "DurationMinutes", "TimeZone", "IsWeekly", "MayShareScreen", "MayUnmute",
            "MayUseCamera", "MayChat", "MayRecord", "ChatHistory", "IsEndToEndEncrypted", "Spotlight", "Version",
        })
            migrationBuilder.DropColumn(column, Meetings);
    }

    private static void AddMeetingColumns(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Alias", Meetings, maxLength: 60, nullable: true);
        migrationBuilder.AddColumn<byte[]>("HostKeyHash", Meetings, nullable: true);
        migrationBuilder.AddColumn<string>("PasswordHash", Meetings, maxLength: 200, nullable: true);
        migrationBuilder.AddColumn<string>("WaitingRoom", Meetings, maxLength: 20, nullable: false, defaultValue: "Off");
        migrationBuilder.AddColumn<bool>("Locked", Meetings, nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<long>("StartsAt", Meetings, nullable: true);
        migrationBuilder.AddColumn<int>("DurationMinutes", Meetings, nullable: true);
        migrationBuilder.AddColumn<string>("TimeZone", Meetings, maxLength: 64, nullable: true);
        migrationBuilder.AddColumn<bool>("IsWeekly", Meetings, nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<bool>("MayShareScreen", Meetings, nullable: false, defaultValue: true);
        migrationBuilder.AddColumn<bool>("MayUnmute", Meetings, nullable: false, defaultValue: true);
        migrationBuilder.AddColumn<bool>("MayUseCamera", Meetings, nullable: false, defaultValue: true);
        migrationBuilder.AddColumn<bool>("MayChat", Meetings, nullable: false, defaultValue: true);
        migrationBuilder.AddColumn<bool>("MayRecord", Meetings, nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<bool>("ChatHistory", Meetings, nullable: false, defaultValue: true);
        migrationBuilder.AddColumn<bool>("IsEndToEndEncrypted", Meetings, nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<string>("Spotlight", Meetings, maxLength: 256, nullable: true);
        migrationBuilder.AddColumn<int>("Version", Meetings, nullable: false, defaultValue: 0);
    }

    private static void CreateTickets(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "Tickets",
            columns: table => new
            {
                MeetingId = table.Column<string>(maxLength: 12, nullable: false),
                Identity = table.Column<string>(maxLength: 256, nullable: false),
                SecretHash = table.Column<byte[]>(nullable: false),
                DisplayName = table.Column<string>(maxLength: 400, nullable: false),
                Role = table.Column<string>(maxLength: 20, nullable: false),
                State = table.Column<string>(maxLength: 20, nullable: false),
                CreatedAt = table.Column<long>(nullable: false),
                ChangedAt = table.Column<long>(nullable: false),
                SeenAt = table.Column<long>(nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Tickets", row => new { row.MeetingId, row.Identity });
                table.ForeignKey("FK_Tickets_Meetings_MeetingId", row => row.MeetingId, Meetings, "Id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex(name: "IX_Tickets_SecretHash", table: "Tickets", column: "SecretHash", unique: true);
        migrationBuilder.CreateIndex(name: "IX_Tickets_State_ChangedAt", table: "Tickets", columns: ["State", "ChangedAt"]);
    }

    private static void CreateLog(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "MeetingLog",
            columns: table => new
            {
                Sequence = table.Column<long>(nullable: false)
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                MeetingId = table.Column<string>(maxLength: 12, nullable: false),
                At = table.Column<long>(nullable: false),
                ActorIdentity = table.Column<string>(maxLength: 256, nullable: true),
                ActorName = table.Column<string>(maxLength: 400, nullable: true),
                ActorRole = table.Column<string>(maxLength: 20, nullable: false),
                Action = table.Column<string>(maxLength: 40, nullable: false),
                TargetIdentity = table.Column<string>(maxLength: 256, nullable: true),
                TargetName = table.Column<string>(maxLength: 400, nullable: true),
                Detail = table.Column<string>(maxLength: 400, nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_MeetingLog", row => row.Sequence);
                table.ForeignKey("FK_MeetingLog_Meetings_MeetingId", row => row.MeetingId, Meetings, "Id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex(name: "IX_MeetingLog_MeetingId_Sequence", table: "MeetingLog", columns: ["MeetingId", "Sequence"]);
    }
}
