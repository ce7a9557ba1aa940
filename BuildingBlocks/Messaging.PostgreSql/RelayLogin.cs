using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>The relay's login: a pool for single statements, and connection strings for the sessions that are a relay's turn.</summary>
sealed class RelayLogin : IDisposable
{
    /// <summary>The limit that ends the turn of an instance that is frozen.</summary>
    const string IdleLimit = "idle_session_timeout";

    public RelayLogin(PostgresLogin login, PostgresOptions options, PostgresMessagingOptions messaging, ILoggerFactory loggers)
    {
        login.WithTimeouts(options).Default("Maximum Pool Size", 4).Default("Application Name", login.Setting)
            .DefaultParameter("wal_sender_timeout", "5s");
        ReplicationString = login.Connection.ConnectionString;
        DataSource = login.BuildDataSource(options, loggers);

        var limit = messaging.LeaderTimeout.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
        login.DefaultParameter(IdleLimit, limit).DefaultParameter("idle_in_transaction_session_timeout", limit);
        // Not pooled: the pool would keep the session, and with it the lock, after the connection is closed.
        login.Connection.Pooling = false;
        ControlString = login.Connection.ConnectionString;
    }

    /// <summary>Short statements, any number at a time.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The connection that reads the log. A data source does not give its password back, and this one needs it.</summary>
    public string ReplicationString { get; }

    /// <summary>The session that holds the relay's lock, which speaks several times within <see cref="PostgresMessagingOptions.LeaderTimeout"/>.</summary>
    public string ControlString { get; }

    /// <exception cref="InvalidOperationException">The connection string is missing or unusable; the message names it.</exception>
    public static PostgresLogin Read(IConfiguration configuration, string service)
    {
        var login = PostgresLogin.Read(configuration, service + "-relay");
        // The relay counts by the same limit as the server, so there must not be two.
        return login.SetsParameter(IdleLimit)
            ? throw new InvalidOperationException(
                $"ConnectionStrings:{login.Setting} sets {IdleLimit}: set Messaging:PostgreSql:LeaderTimeout instead.")
            : login;
    }

    public void Dispose() => DataSource.Dispose();
}
