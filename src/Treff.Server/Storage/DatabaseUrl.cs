using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Treff.Server.Storage;

/// <summary>A PostgreSQL database, named by a URL as PostgreSQL's own tools take it (libpq, "Connection URIs").</summary>
public sealed class DatabaseUrl
{
    /// <summary>What every mistake ends with; never the URL itself, which holds a password.</summary>
    public const string Expected = "a URL of PostgreSQL, for example postgres://treff:password@db.example.org:5432/treff?sslmode=verify-full; "
        + "special characters of name and password are written in percent form (@ as %40)";

    private const int DefaultPort = 5432;

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    private static readonly Dictionary<string, ChannelBinding> ChannelBindings = new(StringComparer.Ordinal)
    {
        ["disable"] = ChannelBinding.Disable,
        ["prefer"] = ChannelBinding.Prefer,
        ["require"] = ChannelBinding.Require,
    };

    private readonly NpgsqlConnectionStringBuilder _connection;

    private DatabaseUrl(NpgsqlConnectionStringBuilder connection) => _connection = connection;

    /// <summary>Host, port and database: for logs and people.</summary>
    public string Address => $"{_connection.Host}:{_connection.Port}/{_connection.Database}";

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="url">Usable when this returns true.</param>
    /// <param name="mistake">A sentence's end: what it must be. Repeats nothing secret.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out DatabaseUrl? url, [NotNullWhen(false)] out string? mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        url = null;
        mistake = null;
        // Without Kerberos, which nobody uses here and whose library is not on every machine.
        var connection = new NpgsqlConnectionStringBuilder { Port = DefaultPort, ApplicationName = "treff", GssEncryptionMode = GssEncryptionMode.Disable };
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("postgres" or "postgresql"))
            mistake = Expected;
        else
            mistake = ReadAddress(connection, parsed) ?? ReadParameters(connection, parsed.Query);
        if (mistake is null && (string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database) || string.IsNullOrEmpty(connection.Username)))
            mistake = $"{Expected}; host, user and database are needed";
        if (mistake is not null)
            return false;
        url = new DatabaseUrl(connection);
        return true;
    }

    /// <summary>For a pool of so many connections at most.</summary>
    internal string ConnectionString(int maxConnections) => new NpgsqlConnectionStringBuilder(_connection.ConnectionString)
    {
        MaxPoolSize = maxConnections,
        // Somebody waits for an answer: a database that takes longer is as good as away.
        Timeout = _connection.Timeout,
        CommandTimeout = 20,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 15,
        TcpKeepAliveInterval = 5,
    }.ConnectionString;

    /// <summary>For one connection that is kept.</summary>
    internal string UnpooledConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString(1)) { Pooling = false, CommandTimeout = 10 }.ConnectionString;

    /// <summary>Why the database does not let us in, without a full stop; null when it does.</summary>
    public async Task<string?> FailureAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(UnpooledConnectionString);
            await connection.OpenAsync(cancellationToken).WaitAsync(patience, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return exception.GetBaseException().Message.TrimEnd('.');
        }
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => Address;

    private static string? ReadAddress(NpgsqlConnectionStringBuilder connection, Uri url)
    {
        connection.Timeout = 4;
        if (url.Fragment.Length > 0)
            return Expected;
        if (url.Host.Length > 0)
            connection.Host = url.DnsSafeHost;
        if (url.Port > 0)
            connection.Port = url.Port;
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length > 0)
            connection.Database = database;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            connection.Password = Uri.UnescapeDataString(user[1]);
        return null;
    }

    private static string? ReadParameters(NpgsqlConnectionStringBuilder connection, string query)
    {
        foreach (var item in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split('=', 2);
            var name = Uri.UnescapeDataString(parts[0]);
            if (parts.Length < 2 || !TryApply(connection, name, Uri.UnescapeDataString(parts[1]), out var expected))
                return $"{Expected}; behind the question mark host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, channel_binding, connect_timeout and application_name are known";
            if (expected is not null)
                return $"{Expected}; {name} must be {expected}";
        }

        return null;
    }

    /// <summary>False: there is no such parameter, for libpq or for us.</summary>
    private static bool TryApply(NpgsqlConnectionStringBuilder connection, string name, string value, out string? expected)
    {
        expected = null;
        switch (name)
        {
            case "host":
                connection.Host = value;
                return true;
            case "user":
                connection.Username = value;
                return true;
            case "password":
                connection.Password = value;
                return true;
            case "dbname":
                connection.Database = value;
                return true;
            case "application_name":
                connection.ApplicationName = value;
                return true;
            case "sslrootcert":
                connection.RootCertificate = value;
                return true;
            case "sslcert":
                connection.SslCertificate = value;
                return true;
            case "sslkey":
                connection.SslKey = value;
                return true;
            case "port":
                if (TryNumber(value, 65535, out var port))
                    connection.Port = port;
                else
                    expected = "a port";
                return true;
            case "connect_timeout":
                if (TryNumber(value, 1024, out var seconds))
                    connection.Timeout = seconds;
                else
                    expected = "seconds, 1 to 1024";
                return true;
            case "sslmode":
                if (SslModes.TryGetValue(value, out var mode))
                    connection.SslMode = mode;
                else
                    expected = $"one of {string.Join(", ", SslModes.Keys)}";
                return true;
            case "channel_binding":
                if (ChannelBindings.TryGetValue(value, out var binding))
                    connection.ChannelBinding = binding;
                else
                    expected = $"one of {string.Join(", ", ChannelBindings.Keys)}";
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(string text, int maximum, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= maximum;
}
