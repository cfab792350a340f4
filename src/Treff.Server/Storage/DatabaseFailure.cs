using Npgsql;

namespace Treff.Server.Storage;

/// <summary>Tells a database that is away from one that refuses what it was asked.</summary>
public static class DatabaseFailure
{
    /// <summary>
    /// PostgreSQL could not be reached, let nobody in, or broke off: asking again later makes sense. Classes of SQLSTATE: 08 connections, 28 who one is, 3D which
    /// database, 53 resources, 57P0 the operator stopped it (<see href="https://www.postgresql.org/docs/current/errcodes-appendix.html"/>). Never true with SQLite, which is a file.
    /// </summary>
    public static bool IsAway(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException { SqlState: var state }:
                    return state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("3D", StringComparison.Ordinal)
                        || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P0", StringComparison.Ordinal);
                case NpgsqlException:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Another row has the same key. True only with PostgreSQL: with SQLite one transaction writes after the other.</summary>
    public static bool IsDuplicate(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }
}
