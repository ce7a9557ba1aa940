using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using DbPerService.Databases;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>Tells a database that is unavailable or overloaded from a statement that is wrong.</summary>
public static class PostgresFailures
{
    /// <summary>
    /// Whether repeating the transaction may help: connection failures, shutdowns and start-ups (SQLSTATE classes 08 and 57),
    /// lack of resources (53), system errors (58), serialization failures and deadlocks (40), locks not available (55), and a refused
    /// login (28): at startup it ends the service, but later it means that a password is being changed, and is not the fault of the unit.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state is ['0', '8', ..] or ['5', '7', ..] or ['5', '3', ..] or ['5', '8', ..]
            or ['4', '0', ..] or ['5', '5', ..] or ['2', '8', ..],
        NpgsqlException => true,
        SocketException or IOException or TimeoutException => true,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>What is wrong with a login or a database, where waiting would not help; null when it is something else.</summary>
    internal static ServerProblem? Problem(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (ProblemOf(cause) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    static ServerProblem? ProblemOf(Exception cause) => cause switch
    {
        PostgresException refusal => ProblemOf(refusal),
        AuthenticationException => new("has a certificate that this login does not trust", cause.Message),
        CryptographicException or FileNotFoundException or DirectoryNotFoundException =>
            new("cannot be connected to: a certificate of this login cannot be read", cause.Message),
        // Npgsql has no error code for this.
        NpgsqlException { InnerException: null } when cause.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
            new("offers no TLS, which this login requires"),
        _ => null,
    };

    static ServerProblem? ProblemOf(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => new("refuses the login: user or password is wrong"),
        PostgresErrorCodes.InvalidAuthorizationSpecification => new("refuses the login", refusal.MessageText),
        PostgresErrorCodes.InsufficientPrivilege => new("accepts this login, but it lacks a right that the service needs", refusal.MessageText),
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            new("is not prepared; run the service with 'migrate' first", refusal.MessageText),
        _ => null,
    };
}
