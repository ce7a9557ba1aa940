using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

/// <summary>
/// Drives every order to a final state: cancels on time-out, resends unacknowledged events. Any number of instances may run: each skips
/// rows that others have locked.
/// </summary>
sealed partial class SagaKeeper(
    IServiceScopeFactory scopes, IOptions<OrdersOptions> options, Workload workload, TimeProvider time, ILogger<SagaKeeper> logger)
    : BackgroundService
{
    const int BatchSize = 500;

    // Resending is for lost messages. While replies flow, a late one is most likely queued, and a resend would only lengthen the queue; so
    // the more replies there are, the less is resent.
    const int MostResent = 1000;
    const int LeastResent = 50;

    // A failure is usually an unavailable database; the orders stay due.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new PeriodicWork(options.Value.KeeperInterval, time) { FirstAfter = options.Value.KeeperInterval }
            .RunAsync(ReviewAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    async Task ReviewAsync(CancellationToken stoppingToken)
    {
        var mayResend = Math.Max(LeastResent, MostResent - workload.Take());
        int due;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            (due, var resent) = await scope.ServiceProvider.GetRequiredService<SagaReview>().RunAsync(BatchSize, mayResend, stoppingToken);
            mayResend -= resent;
        }
        while (due == BatchSize);
    }

    [LoggerMessage(1, LogLevel.Warning, "Unfinished orders cannot be reviewed at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
