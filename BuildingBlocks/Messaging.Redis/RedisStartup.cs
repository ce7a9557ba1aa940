using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// Delays startup until Redis is reachable; fails fast, with one line, on errors that need an operator.
/// </summary>
sealed class RedisStartup(
    RedisConnection connection, UnitScript script, RedisMessagingOptions options, MessagingOptions messaging, RedisClock clock, TimeProvider time,
    ILogger<RedisStartup> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var server = new RedisServer(messaging.Service, connection);
        await WaitAsync(server, cancellationToken);
        var (durability, found) = await server.CheckDurabilityAsync(options.RequireDurability, cancellationToken);
        switch (durability)
        {
            case RedisServer.Durability.NotDurable:
                logger.NotDurable(messaging.Service, connection.Server, found);
                break;
            case RedisServer.Durability.Unknown:
                logger.DurabilityUnknown(messaging.Service, connection.Server);
                break;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task WaitAsync(RedisServer server, CancellationToken cancellationToken)
    {
        string? said = null;
        while (true)
        {
            try
            {
                await server.ProbeAsync(cancellationToken);
                await clock.ReadAsync(cancellationToken);
                await FormerLetters.TakeOverAsync(connection, script, options, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not InvalidOperationException
                && RedisFailures.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                // Logged when it changes, not every time.
                var reason = Reason(exception);
                if (said != reason)
                {
                    logger.WaitingForServer(messaging.Service, connection.Server, reason);
                    said = reason;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>The client's message continues with a paragraph about thread pools.</summary>
    static string Reason(Exception exception) => exception.GetBaseException().Message.Split(['\n', '(', ';'], 2)[0].Trim();
}
