using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>
/// What a service's sessions are set to where its connection string does not say it itself. Bound from <c>PostgreSql</c>. A time of zero
/// leaves that limit to the driver and the server.
/// </summary>
/// <remarks>
/// The defaults make a server that is frozen or has vanished fail a request within some 10 seconds, and let the server end locks and open
/// transactions of an instance that is frozen or has vanished within 15.
/// </remarks>
public sealed class PostgresOptions
{
    /// <summary>How long opening a connection may take: <c>Timeout</c> in the connection string.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a statement may take: <c>Command Timeout</c> in the connection string. The server ends what takes longer
    /// (<c>statement_timeout</c>), which this side may be unable to cancel.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most connections of an instance: <c>Maximum Pool Size</c> in the connection string.</summary>
    /// <value>The default is 40: two instances and their relays fit into the 100 connections that a server takes unless configured.</value>
    [Range(1, 10_000)]
    public int MaxPoolSize { get; set; } = 40;

    /// <summary>Most statements that the driver prepares by itself: <c>Max Auto Prepare</c> in the connection string.</summary>
    /// <value>The default is 100; 0 prepares none.</value>
    [Range(0, 10_000)]
    public int MaxAutoPrepare { get; set; } = 100;

    /// <summary>The use from which on a statement is prepared: <c>Auto Prepare Min Usages</c> in the connection string.</summary>
    /// <value>The default is 2.</value>
    [Range(1, 10_000)]
    public int AutoPrepareMinUsages { get; set; } = 2;

    /// <summary>
    /// Whether a session is reset when its connection goes back to the pool, which costs a round trip: the opposite of
    /// <c>No Reset On Close</c> in the connection string. Needed by code that leaves settings or temporary tables behind.
    /// </summary>
    /// <value>The default is false.</value>
    public bool ResetOnClose { get; set; }

    /// <summary>
    /// Whether the planner may choose to scan whole tables (<c>enable_seqscan</c>). A prepared statement keeps the plan it got while its
    /// table was small, and scans it as it grows, until the next <c>ANALYZE</c>. A service that reaches its rows by key has an index for
    /// each statement and never needs a scan.
    /// </summary>
    /// <value>The default is false: indexes are preferred wherever there are any.</value>
    public bool SequentialScans { get; set; }

    /// <summary>How long a statement waits for a lock (<c>lock_timeout</c>).</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After which silence the server ends a transaction (<c>idle_in_transaction_session_timeout</c>): the process that began it is frozen,
    /// while its machine still answers.
    /// </summary>
    /// <value>The default is 8 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan IdleInTransactionTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// After which silence both sides probe whether the other's machine is still there: every 2 seconds then, three times
    /// (<c>tcp_keepalives_…</c> at the server, <c>TCP Keepalive …</c> in the connection string).
    /// </summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "02:00:00")]
    public TimeSpan KeepAliveTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what the server sends may stay unacknowledged (<c>tcp_user_timeout</c>).</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "02:00:00")]
    public TimeSpan UnacknowledgedTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes the data source in code, for what no setting says: type mappings, tracing, rotating passwords.</summary>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }
}
