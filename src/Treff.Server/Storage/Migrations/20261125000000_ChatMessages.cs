using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Treff.Server.Storage.Migrations;

/// <summary>What was written in meetings that still live.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20261125000000_ChatMessages")]
public sealed class ChatMessages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "ChatMessages",
            columns: table => new
            {
                Sequence = table.Column<long>(nullable: false)
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                MeetingId = table.Column<string>(maxLength: 12, nullable: false),
                Id = table.Column<string>(maxLength: 64, nullable: false),
                SenderIdentity = table.Column<string>(maxLength: 256, nullable: false),
                SenderName = table.Column<string>(nullable: false),
                Text = table.Column<string>(nullable: false),
                SentAt = table.Column<long>(nullable: false),
                Bytes = table.Column<int>(nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ChatMessages", row => row.Sequence);
                table.ForeignKey("FK_ChatMessages_Meetings_MeetingId", row => row.MeetingId, "Meetings", "Id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex(name: "IX_ChatMessages_MeetingId_Id", table: "ChatMessages", columns: ["MeetingId", "Id"], unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("ChatMessages");
    }
}
