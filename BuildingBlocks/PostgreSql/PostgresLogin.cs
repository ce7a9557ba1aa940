using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>A login of a service: a connection string of the configuration, and defaults for what that does not say itself.</summary>
public sealed class PostgresLogin
{
    readonly HashSet<string> _said;

    PostgresLogin(string setting, NpgsqlConnectionStringBuilder connection)
    {
        (Setting, Connection) = (setting, connection);
        _said = connection.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name of the connection string.</summary>
    public string Setting { get; }

    /// <summary>The connection string as it stands. What is set here overrules what the user says.</summary>
    public NpgsqlConnectionStringBuilder Connection { get; }

    /// <summary>Reads the connection string <paramref name="setting"/>.</summary>
    /// <exception cref="InvalidOperationException">It is missing or cannot be read; the message names it and repeats no secret.</exception>
    public static PostgresLogin Read(IConfiguration configuration, string setting)
    {
        var text = configuration.GetConnectionString(setting);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{setting} is not set.");
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrWhiteSpace(connection.Host)
                ? throw new InvalidOperationException($"ConnectionStrings:{setting} names no Host.")
                : new PostgresLogin(setting, connection);
        }
        catch (ArgumentException exception)
        {
            // The text contains a password and must not be repeated.
            throw new InvalidOperationException($"ConnectionStrings:{setting} is not a PostgreSQL connection string.", exception);
        }
    }

    /// <summary>Sets a keyword, by the name that Npgsql documents, unless the connection string has it under any of its names.</summary>
    public PostgresLogin Default(string keyword, object value)
    {
        if (!_said.Contains(keyword))
        {
            Connection[keyword] = value;
        }

        return this;
    }

    /// <summary>Sets a parameter of the server for the login's sessions, unless the connection string's <c>Options</c> set it.</summary>
    public PostgresLogin DefaultParameter(string name, string value)
    {
        if (!SetsParameter(name))
        {
            Connection.Options = $"{Connection.Options} -c {name}={value}".TrimStart();
        }

        return this;
    }

    /// <summary>Whether the <c>Options</c> set the parameter: <c>-c name=value</c>, <c>-cname=value</c> or <c>--name=value</c>.</summary>
    public bool SetsParameter(string name) =>
        (Connection.Options ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.StartsWith("--", StringComparison.Ordinal) || part.StartsWith("-c", StringComparison.Ordinal) ? part[2..] : part)
            .Any(part => part.Split('=')[0].Replace('-', '_').Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same with a time, of which zero stands for no default.</summary>
    public PostgresLogin DefaultParameter(string name, TimeSpan value) =>
        value == TimeSpan.Zero ? this : DefaultParameter(name, value.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture));

    /// <summary>Applies those options that every login of a service needs: time-outs, and noticing that the other side has vanished.</summary>
    public PostgresLogin WithTimeouts(PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Default("Timeout", (int)options.ConnectTimeout.TotalSeconds);
        Default("Command Timeout", (int)options.CommandTimeout.TotalSeconds);
        if (options.KeepAliveTime > TimeSpan.Zero)
        {
            var seconds = Math.Max(1, (int)options.KeepAliveTime.TotalSeconds);
            if (!_said.Contains("TCP Keepalive"))
            {
                Default("TCP Keepalive", true).Default("TCP Keepalive Time", seconds).Default("TCP Keepalive Interval", 2);
            }

            DefaultParameter("tcp_keepalives_idle", seconds.ToString(CultureInfo.InvariantCulture));
            DefaultParameter("tcp_keepalives_interval", "2");
            DefaultParameter("tcp_keepalives_count", "3");
        }

        return DefaultParameter("tcp_user_timeout", options.UnacknowledgedTimeout);
    }

    /// <summary>The same login at another database of the server.</summary>
    internal PostgresLogin At(string database) =>
        new(Setting, new NpgsqlConnectionStringBuilder(Connection.ConnectionString) { Database = database });

    /// <summary>Applies all options: for the login that a service works with.</summary>
    internal PostgresLogin WithOptions(PostgresOptions options)
    {
        WithTimeouts(options);
        Default("Maximum Pool Size", options.MaxPoolSize);
        Default("Max Auto Prepare", options.MaxAutoPrepare);
        Default("Auto Prepare Min Usages", options.AutoPrepareMinUsages);
        Default("No Reset On Close", !options.ResetOnClose);
        if (!options.SequentialScans)
        {
            DefaultParameter("enable_seqscan", "off");
        }

        DefaultParameter("idle_in_transaction_session_timeout", options.IdleInTransactionTimeout);
        DefaultParameter("lock_timeout", options.LockTimeout);
        return DefaultParameter("statement_timeout", TimeSpan.FromSeconds(Connection.CommandTimeout));
    }

    /// <summary>A data source for the login.</summary>
    public NpgsqlDataSource BuildDataSource(PostgresOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = new NpgsqlDataSourceBuilder(Connection.ConnectionString);
        builder.UseLoggerFactory(loggers);
        options.ConfigureDataSource?.Invoke(builder);
        return builder.Build();
    }
}
