using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>
/// Limits that the server enforces on this service's sessions, so that locks, open transactions and the relay's leadership of an instance
/// that is frozen or has vanished end within 15 s. Values set in the connection string are kept.
/// </summary>
static class SessionLimits
{
    // A vanished machine: seconds of silence, seconds between two probes, number of probes, and milliseconds that sent data may wait.
    static readonly (string Name, string Value)[] Connection =
        [("tcp_keepalives_idle", "5"), ("tcp_keepalives_interval", "2"), ("tcp_keepalives_count", "3"), ("tcp_user_timeout", "10000")];

    // A frozen process: its machine still answers probes. If it is itself waiting for a lock, what it holds must not wait longer.
    static readonly (string Name, string Value)[] Work =
        [("idle_in_transaction_session_timeout", "8s"), ("lock_timeout", "5s")];

    public static void ApplyToRuntime(NpgsqlConnectionStringBuilder login, string text)
    {
        Add(login, Connection);
        Add(login, Work);
        // Statements that this side no longer waits for, or cannot cancel.
        Add(login, ("statement_timeout", Milliseconds(TimeSpan.FromSeconds(login.CommandTimeout))));
        ApplyToClient(login, text);
    }

    public static void ApplyToRelay(NpgsqlConnectionStringBuilder login, string text)
    {
        Add(login, Connection);
        Add(login, ("wal_sender_timeout", "5s"));
        ApplyToClient(login, text);
    }

    /// <summary>The session that holds the relay's lock, which sends several commands within the limit.</summary>
    public static NpgsqlConnectionStringBuilder OfControl(NpgsqlConnectionStringBuilder relay, TimeSpan leaderTimeout)
    {
        // Not pooled: the pool would keep the session, and with it the lock, after the connection is closed.
        var control = new NpgsqlConnectionStringBuilder(relay.ConnectionString) { Pooling = false };
        Add(control, ("idle_session_timeout", Milliseconds(leaderTimeout)), ("idle_in_transaction_session_timeout", Milliseconds(leaderTimeout)));
        return control;
    }

    /// <summary>Whether the connection string itself sets it, which its typed form cannot tell from a default.</summary>
    public static bool IsSet(string text, params ReadOnlySpan<string> keys)
    {
        var values = new DbConnectionStringBuilder { ConnectionString = text };
        foreach (var key in keys)
        {
            if (values.ContainsKey(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same from this side, for a vanished server.</summary>
    static void ApplyToClient(NpgsqlConnectionStringBuilder login, string text)
    {
        if (!IsSet(text, "TCP Keepalive", "TcpKeepAlive", "TCP Keepalive Time", "TcpKeepAliveTime"))
        {
            login.TcpKeepAlive = true;
            login.TcpKeepAliveTime = 5;
            login.TcpKeepAliveInterval = 2;
        }
    }

    static void Add(NpgsqlConnectionStringBuilder login, params ReadOnlySpan<(string Name, string Value)> limits)
    {
        foreach (var (name, value) in limits)
        {
            if (login.Options?.Contains(name + "=", StringComparison.Ordinal) != true)
            {
                login.Options = $"{login.Options} -c {name}={value}".TrimStart();
            }
        }
    }

    static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
}
