using DbPerService.Databases;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>A PostgreSQL server as one login sees it.</summary>
/// <param name="setting">The name of the login's connection string.</param>
/// <param name="dataSource">The login.</param>
public sealed class PostgresServer(string setting, NpgsqlDataSource dataSource) : IDatabaseServer
{
    readonly NpgsqlConnectionStringBuilder _login = new(dataSource.ConnectionString);

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public string Name => $"PostgreSQL at {_login.Host}:{_login.Port}";

    /// <inheritdoc />
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ServerProblem? Problem(Exception exception) => PostgresFailures.Problem(exception);

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => PostgresFailures.IsTransient(exception);

    /// <inheritdoc />
    public string Reason(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.GetBaseException().Message.Split('\n')[0].Trim();
    }
}
