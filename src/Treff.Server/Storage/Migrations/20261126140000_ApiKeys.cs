using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Treff.Server.Storage.Migrations;

/// <summary>Keys that the operator gave to other servers.</summary>
[DbContext(typeof(TreffDbContext))]
[Migration("20261126140000_ApiKeys")]
public sealed class ApiKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "ApiKeys",
            columns: table => new
            {
                Id = table.Column<string>(maxLength: 16, nullable: false),
                Name = table.Column<string>(maxLength: 400, nullable: false),
                Hash = table.Column<byte[]>(nullable: false),
                Start = table.Column<string>(maxLength: 16, nullable: false),
                CreatedAt = table.Column<long>(nullable: false),
                LastUsedAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_ApiKeys", row => row.Id));
        migrationBuilder.CreateIndex(name: "IX_ApiKeys_Hash", table: "ApiKeys", column: "Hash", unique: true);
        migrationBuilder.CreateIndex(name: "IX_ApiKeys_Name", table: "ApiKeys", column: "Name", unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("ApiKeys");
    }
}
