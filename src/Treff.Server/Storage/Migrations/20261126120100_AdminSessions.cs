using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Treff.Server.Storage.Migrations;

/// <summary>Where the operator is signed in.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20261126120100_AdminSessions")]
public sealed class AdminSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "AdminSessions",
            columns: table => new
            {
                Hash = table.Column<string>(maxLength: 64, nullable: false),
                ExpiresAt = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_AdminSessions", row => row.Hash));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("AdminSessions");
    }
}
