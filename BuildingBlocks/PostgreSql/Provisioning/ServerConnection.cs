using DbPerService.Databases;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>A connection that was waited for, with the few operations of provisioning.</summary>
sealed class ServerConnection : IAsyncDisposable
{
    readonly NpgsqlDataSource _dataSource;
    readonly NpgsqlConnection _connection;

    ServerConnection(NpgsqlDataSource dataSource, NpgsqlConnection connection) => (_dataSource, _connection) = (dataSource, connection);

    /// <exception cref="InvalidOperationException">The server refused the login, or did not become reachable in time.</exception>
    public static async Task<ServerConnection> OpenAsync(PostgresLogin login, ILogger logger, CancellationToken cancellationToken)
    {
        var dataSource = NpgsqlDataSource.Create(login.Connection);
        try
        {
            NpgsqlConnection? opened = null;
            await new PostgresServer(login.Setting, dataSource).UntilAsync(
                async token => opened = await dataSource.OpenConnectionAsync(token), TimeProvider.System, logger, DatabaseJob.Limit,
                cancellationToken);
            return new ServerConnection(dataSource, opened!);
        }
        catch
        {
            await dataSource.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<object?> ScalarAsync(string sql, string parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = parameter } } };
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _dataSource.DisposeAsync();
    }
}
