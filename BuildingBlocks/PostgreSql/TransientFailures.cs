using System.IO;
using System.Net.Sockets;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>Tells a database that is away or overloaded from a statement that is wrong.</summary>
public static class TransientFailures
{
    /// <summary>
    /// Whether repeating the transaction may help: connection failures, shutdowns and start-ups (SQLSTATE classes 08 and 57),
    /// lack of resources (53), system errors (58), serialisation failures and deadlocks (40), locks not available (55), and a refused
    /// login (28): at the start it ends the service, but later it is a password that is being changed, and no fault of the work at hand.
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
