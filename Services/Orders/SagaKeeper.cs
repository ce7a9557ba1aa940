using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

/// <summary>
/// Drives every order to a final state: cancels one that a participant leaves waiting and resends where an answer is missing.
/// Any number of instances may run: each takes rows the others do not hold.
/// </summary>
internal sealed partial class SagaKeeper(
    IServiceScopeFactory scopes, IOptions<OrdersOptions> options, Workload workload, TimeProvider time, ILogger<SagaKeeper> logger)
    : BackgroundService
{
    const int BatchSize = 500;

    // Resending is for messages that were lost. Where answers flow, what is late is most likely queued, and a resend would only
    // lengthen the queue; so the more answers there are, the less is resent.
    const int MostResent = 1000;
    const int LeastResent = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = new PeriodicTimer(options.Value.KeeperInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReviewAsync(Math.Max(LeastResent, MostResent - workload.Take()), stoppingToken);
                failing = false;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Mostly an unavailable database: the orders keep. Logged once, not every second.
                if (!failing)
                {
                    LogFailed(logger, exception.Message);
                    failing = true;
                }
            }
        }
    }

    async Task ReviewAsync(int mayResend, CancellationToken stoppingToken)
    {
        int due;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            (due, var resent) = await scope.ServiceProvider.GetRequiredService<SagaReview>().RunAsync(BatchSize, mayResend, stoppingToken);
            mayResend -= resent;
        }
        while (due == BatchSize);
    }

    [LoggerMessage(1, LogLevel.Warning, "Unfinished orders cannot be looked through at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
