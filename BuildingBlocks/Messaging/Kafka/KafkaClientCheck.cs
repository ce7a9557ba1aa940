using Microsoft.Extensions.Hosting;

namespace DbPerService.Messaging;

/// <summary>
/// Ends the start when a client cannot be built: a property that does not exist, a value out of range, a certificate that cannot be read, a
/// mechanism that the library was built without. Whether the broker can be reached is no matter of the start.
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
