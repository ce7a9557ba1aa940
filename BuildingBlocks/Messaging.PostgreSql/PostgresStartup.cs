using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// Delays startup until PostgreSQL is reachable; fails fast, with one line, on errors that need an operator.
/// </summary>
sealed class PostgresStartup(
    NpgsqlDataSource runtime, [FromKeyedServices("relay")] NpgsqlDataSource relay, MessagingOptions messaging, PostgresClock clock,
    TimeProvider time, ILogger<PostgresStartup> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(messaging.Service, runtime, "INSERT", clock.ReadAsync, cancellationToken);
        await WaitAsync(messaging.Service + "-relay", relay, "SELECT", _ => Task.CompletedTask, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="InvalidOperationException">The login is wrong or lacks a right, or the database or a table is missing.</exception>
    async Task WaitAsync(
        string setting, NpgsqlDataSource dataSource, string right, Func<CancellationToken, Task> then, CancellationToken cancellationToken)
    {
        var login = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        var said = false;
        while (true)
        {
            try
            {
                await using var command = dataSource.CreateCommand($"SELECT has_table_privilege('messaging.outbox', '{right}')");
                if (await command.ExecuteScalarAsync(cancellationToken) is not true)
                {
                    throw new InvalidOperationException(
                        $"ConnectionStrings:{setting}: PostgreSQL at {LoginProblem.Server(login)} accepts this login, " +
                        $"but it lacks the right to {right} on messaging.outbox.");
                }

                await then(cancellationToken);
                return;
            }
            catch (Exception exception) when (LoginProblem.Of(setting, login, exception) is { } problem)
            {
                throw new InvalidOperationException(problem, exception);
            }
            catch (Exception exception) when (TransientFailures.Is(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (!said)
                {
                    logger.WaitingForServer(setting, LoginProblem.Server(login), exception.GetBaseException().Message);
                    said = true;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
