using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>Something that must have succeeded on a server before the service starts. Steps run in the order of their registration.</summary>
/// <param name="Server">The server, which tells the step's failures apart.</param>
/// <param name="RunAsync">The step. It is repeated until it succeeds, so it must bear repetition.</param>
public sealed record StartupStep(IDatabaseServer Server, Func<CancellationToken, Task> RunAsync);

/// <summary>Delays startup until the service's servers are reachable; fails fast on errors that need an operator.</summary>
sealed class DatabaseStartup(IEnumerable<StartupStep> steps, TimeProvider time, ILogger<DatabaseStartup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            await step.Server.UntilAsync(step.RunAsync, time, logger, limit: null, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
