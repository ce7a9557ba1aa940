using System.IO;
using System.Net.Sockets;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>Tells an unavailable or overloaded database from an invalid statement.</summary>
public static class TransientFailures
{
    /// <summary>
    /// Whether repeating the transaction may help: connection failures, shutdowns and start-ups (SQLSTATE classes 08 and 57),
    /// lack of resources (53), system errors (58), serialization failures and deadlocks (40), locks not available (55), and a refused
    /// login (28): at startup it ends the service, but later it means that a password is being changed, and is not the fault of the unit.
    /// </summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state is ['0', '8', ..] or ['5', '7', ..] or ['5', '3', ..] or ['5', '8', ..]
            or ['4', '0', ..] or ['5', '5', ..] or ['2', '8', ..],
        NpgsqlException => true,
        SocketException or IOException or TimeoutException => true,
        { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
