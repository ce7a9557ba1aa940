using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DbPerService.Consistency;

/// <summary>Something that is reconciled with another service.</summary>
/// <param name="Name">Its name: the copied topic, or <c>holds</c>.</param>
/// <param name="Owner">The service that it is compared with.</param>
/// <param name="Client">The name of the <see cref="HttpClient"/> that calls the other service.</param>
/// <param name="RunAsync">One run, with the services of a scope.</param>
sealed record Reconciled(
    string Name, string Owner, string Client, Func<IServiceProvider, HttpClient, CancellationToken, Task<ReconciliationRun>> RunAsync);

/// <summary>Reconciles what this service has of others, one after the other, on a schedule and on demand.</summary>
sealed partial class ReconciliationWork(
    IEnumerable<Reconciled> all, IServiceScopeFactory scopes, IHttpClientFactory clients, IOptions<ReconciliationOptions> options,
    TimeProvider time, ILogger<ReconciliationWork> logger) : BackgroundService
{
    static readonly TimeSpan LatestStart = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, Entry> _entries = all.ToDictionary(one => one.Name, one => new Entry(one), StringComparer.Ordinal);

    public IReadOnlyList<ReconciliationStatus> Statuses => [.. _entries.Values.Select(entry => entry.Status)];

    /// <summary>Reconciles one of them now, after a run of it that is in progress.</summary>
    /// <returns>Its state, or null if there is none of that name.</returns>
    public async Task<ReconciliationStatus?> RunAsync(string name, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            Report(entry, await entry.Of.RunAsync(scope.ServiceProvider, clients.CreateClient(entry.Of.Client), cancellationToken));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            ReconciliationTelemetry.Failed(name);
            LogFailed(logger, name, failure.Message);
            entry.Status = entry.Status with { LastFailure = failure.GetType().Name };
        }
        finally
        {
            entry.Gate.Release();
        }

        return entry.Status;
    }

    // Instances of a service begin at different times.
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.Interval;
        return new PeriodicWork(interval, time)
        {
            FirstAfter = (interval < LatestStart ? interval : LatestStart) * Random.Shared.NextDouble(),
        }.RunAsync(RunAllAsync, failure => LogFailed(logger, "all", failure.Message), stoppingToken);
    }

    async Task RunAllAsync(CancellationToken stoppingToken)
    {
        foreach (var name in _entries.Keys)
        {
            await RunAsync(name, stoppingToken);
        }
    }

    void Report(Entry entry, ReconciliationRun run)
    {
        ReconciliationTelemetry.Ran(entry.Of.Name, run);
        entry.Status = entry.Status with
        {
            LastSuccess = run, LastFailure = null, TotalRepaired = entry.Status.TotalRepaired + run.Repaired,
        };
        if (run.Found.Count > 0)
        {
            LogFound(logger, entry.Of.Name, string.Join(", ", run.Found.Select(kind => $"{kind.Value} {kind.Key}")), run.Repaired);
        }

        if (run.Kept > 0)
        {
            LogKept(logger, entry.Of.Name, run.Kept, entry.Of.Owner);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Reconciliation of {Name} has found {Differences}, and repaired {Repaired}.")]
    static partial void LogFound(ILogger logger, string name, string differences, int repaired);

    [LoggerMessage(2, LogLevel.Error,
        "{Count} entries of the copy of {Name} are unknown to {Owner}, too many to be removed: check whether it has lost data.")]
    static partial void LogKept(ILogger logger, string name, int count, string owner);

    [LoggerMessage(3, LogLevel.Warning, "{Name} cannot be reconciled at the moment: {Reason}")]
    static partial void LogFailed(ILogger logger, string name, string reason);

    sealed class Entry(Reconciled of)
    {
        public Reconciled Of => of;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public ReconciliationStatus Status { get; set; } = new(of.Name, of.Owner, null, null, 0);
    }
}
