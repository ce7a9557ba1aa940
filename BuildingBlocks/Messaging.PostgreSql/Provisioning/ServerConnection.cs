using Npgsql;

namespace DbPerService.Messaging.PostgreSql.Provisioning;

/// <summary>A connection that was waited for, with the little that provisioning does with it.</summary>
sealed class ServerConnection : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly NpgsqlConnection _connection;

    ServerConnection(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="NpgsqlException">The server refused the login, or did not come up in time.</exception>
    public static async Task<ServerConnection> OpenAsync(NpgsqlConnectionStringBuilder login, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var connection = new NpgsqlConnection(login.ConnectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                return new ServerConnection(connection);
            }
            catch (NpgsqlException exception) when (TransientFailures.Is(exception) && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await connection.DisposeAsync();
                await Task.Delay(Pause, cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
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

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
