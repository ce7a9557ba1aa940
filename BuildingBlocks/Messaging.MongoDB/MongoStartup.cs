using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// Delays startup until MongoDB is reachable; fails fast, with one line, on errors that need an operator.
/// </summary>
sealed class MongoStartup(
    MongoConnection connection, OutboxCollections outboxes, MongoMessagingOptions options, MessagingOptions messaging, MongoClock clock,
    TimeProvider time, ILogger<MongoStartup> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var said = false;
        while (true)
        {
            try
            {
                await MongoServer.PrepareAsync(messaging.Service, connection, outboxes, options, cancellationToken);
                await clock.ReadAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not InvalidOperationException
                && MongoFailures.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (!said)
                {
                    logger.WaitingForServer(messaging.Service, connection.Describe(exception));
                    said = true;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
