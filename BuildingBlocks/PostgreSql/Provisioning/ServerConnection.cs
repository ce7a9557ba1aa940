using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>A connection that was waited for, with the few operations of provisioning.</summary>
sealed class ServerConnection : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly NpgsqlConnection _connection;

    ServerConnection(NpgsqlConnection connection) => _connection = connection;

    /// <param name="setting">The connection string's name.</param>
    /// <param name="login">The connection string.</param>
    /// <param name="logger">Logs once if the server has to be waited for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">The server refused the login, or did not become reachable in time.</exception>
    public static async Task<ServerConnection> OpenAsync(
        string setting, NpgsqlConnectionStringBuilder login, ILogger logger, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var said = false;
        while (true)
        {
            var connection = new NpgsqlConnection(login.ConnectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                return new ServerConnection(connection);
            }
            catch (Exception exception) when (LoginProblem.Of(setting, login, exception) is { } problem)
            {
                await connection.DisposeAsync();
                throw new InvalidOperationException(problem, exception);
            }
            catch (NpgsqlException exception) when (TransientFailures.Is(exception))
            {
                await connection.DisposeAsync();
                var (server, reason) = (LoginProblem.Server(login), exception.GetBaseException().Message);
                if (TimeProvider.System.GetElapsedTime(started) > Patience)
                {
                    throw new InvalidOperationException(
                        $"ConnectionStrings:{setting}: PostgreSQL at {server} did not answer for {Patience.TotalSeconds:0} s: {reason}", exception);
                }

                if (!said)
                {
                    logger.WaitingForServer(setting, server, reason);
                    said = true;
                }

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
