using DbPerService.OrderHistory.Data;

namespace DbPerService.OrderHistory.Rebuild;

/// <summary>Ends rebuilds whose instance has died, and deletes what belongs to no generation in use.</summary>
sealed partial class ViewKeeper(IViewStore views, IDatabaseClock clock, TimeProvider time, ILogger<ViewKeeper> logger) : BackgroundService
{
    const int BatchSize = 2000;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new PeriodicWork(Interval, time) { FirstAfter = Interval }
        .RunAsync(KeepAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var stored = await views.LoadAsync(cancellationToken);
        var state = stored.State.Expire(clock.UtcNow.UtcDateTime);
        if (!ReferenceEquals(state, stored.State))
        {
            // Another instance may be faster.
            await views.TryReplaceAsync(stored, state, cancellationToken);
        }

        while (await views.DeleteStaleAsync((await views.LoadAsync(cancellationToken)).State, BatchSize, cancellationToken))
        {
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Old generations of the view cannot be deleted at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
