using Npgsql;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Tests.Storage;

/// <summary>DATABASE_URL as people and hosters write it.</summary>
[Trait("Database", "SQLite")]
public class DatabaseUrlTests
{
    [Fact]
    public void Everything_of_a_url_arrives()
    {
        var connection = Read("postgresql://an%40na:p%40ss%2Fw%C3%B6rd@db.example.org:6432/treff?sslmode=verify-full&sslrootcert=/etc/ca.pem&channel_binding=require&connect_timeout=9&application_name=meet");
        Assert.Equal(("an@na", "p@ss/wörd", "db.example.org", 6432, "treff"), (connection.Username, connection.Password, connection.Host, connection.Port, connection.Database));
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem", ChannelBinding.Require, 9, "meet"), (connection.SslMode, connection.RootCertificate, connection.ChannelBinding, connection.Timeout, connection.ApplicationName));
    }

    [Theory]
    [InlineData("postgres://treff@db/treff", "db", 5432)]
    [InlineData("postgres://treff:x@[2001:db8::7]/treff", "2001:db8::7", 5432)]
    [InlineData("postgres:///treff?host=/var/run/postgresql&user=treff", "/var/run/postgresql", 5432)]
    [InlineData("postgres://db?dbname=treff&user=treff&password=x&port=5433", "db", 5433)]
    public void Forms_of_libpq_are_known(string text, string host, int port)
    {
        var connection = Read(text);
        Assert.Equal((host, port, "treff", "treff"), (connection.Host, connection.Port, connection.Database, connection.Username));
    }

    [Theory]
    [InlineData("mysql://treff:hunter2@db/treff", "must be a URL of PostgreSQL")]
    [InlineData("Host=db;Username=treff;Password=hunter2", "must be a URL of PostgreSQL")]
    [InlineData("postgres://treff:hunter2@db", "host, user and database are needed")]
    [InlineData("postgres://db/treff?password=hunter2", "host, user and database are needed")]
    [InlineData("postgres://treff:hunter2@db/treff?sslmode=on", "sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full")]
    [InlineData("postgres://treff:hunter2@db/treff?connect_timeout=soon", "connect_timeout must be seconds")]
    [InlineData("postgres://treff:hunter2@db/treff?pool=5", "are known")]
    [InlineData("postgres://treff:hunter2@db/treff?pool", "are known")]
    [InlineData("postgres://treff:hunter2@db:port/treff", "must be a URL of PostgreSQL")]
    [InlineData("postgres://treff:hunter2@db/treff#x", "must be a URL of PostgreSQL")]
    public void A_mistake_is_explained_without_the_password(string text, string expected)
    {
        TreffOptionsReader.Read(name => name == "DATABASE_URL" ? text : null, out var mistakes);
        var mistake = Assert.Single(mistakes);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_is_shown_nowhere()
    {
        var options = TreffOptionsReader.Read(name => name == "DATABASE_URL" ? "postgres://treff:hunter2@db/treff" : null, out _);
        Assert.Equal("db:5432/treff", options.Database!.ToString());
        Assert.Equal("DATABASE_URL=…", options.InForce.Single(setting => setting.Name == "DATABASE_URL").ToString());
    }

    private static NpgsqlConnectionStringBuilder Read(string text)
    {
        Assert.True(DatabaseUrl.TryParse(text, out var url, out var mistake), mistake);
        return new NpgsqlConnectionStringBuilder(url.ConnectionString(30));
    }
}
