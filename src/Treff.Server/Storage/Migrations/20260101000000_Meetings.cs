using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Treff.Server.Storage.Migrations;

/// <summary>The first table.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20260101000000_Meetings")]
public sealed class Meetings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "Meetings",
            columns: table => new
            {
                Id = table.Column<string>(maxLength: 12, nullable: false),
                Name = table.Column<string>(maxLength: 400, nullable: true),
                MaxParticipants = table.Column<int>(nullable: false),
                CreatedAt = table.Column<long>(nullable: false),
                ExpiresAt = table.Column<long>(nullable: false),
                ClosedAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Meetings", row => row.Id));
        migrationBuilder.CreateIndex(name: "IX_Meetings_ExpiresAt", table: "Meetings", column: "ExpiresAt");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("Meetings");
    }
}
