using Microsoft.Extensions.Hosting;

namespace DbPerService.Messaging;

/// <summary>
/// Ends startup if a client cannot be built: an unknown property, a value out of range, an unreadable certificate, or a mechanism that
/// the library was built without. An unreachable broker does not end startup.
/// </summary>
sealed class KafkaClientCheck(KafkaClients kafka) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        kafka.Check();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
