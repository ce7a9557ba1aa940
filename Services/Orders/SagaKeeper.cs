using DbPerService.Orders.Data;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

/// <summary>
/// Sees to it that every order becomes final: cancels one that a participant leaves waiting and asks again where an answer is missing.
/// Any number of instances may run: each takes rows the others do not hold.
/// </summary>
internal sealed partial class SagaKeeper(
    IServiceScopeFactory scopes, IOptions<OrdersOptions> options, Workload workload, TimeProvider time, ILogger<SagaKeeper> logger)
    : BackgroundService
{
    const int BatchSize = 500;

    // Asking again is for messages that were lost. Where answers flow, what is late is most likely queued, and asking would only
    // lengthen the queue; so the more answers there are, the less is asked.
    const int MostAsked = 1000;
    const int LeastAsked = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = new PeriodicTimer(options.Value.KeeperInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReviewAsync(Math.Max(LeastAsked, MostAsked - workload.Take()), stoppingToken);
                failing = false;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Mostly the database being away: the orders keep. Said once, not every second.
                if (!failing)
                {
                    LogFailed(logger, exception.Message);
                    failing = true;
                }
            }
        }
    }

    async Task ReviewAsync(int mayAsk, CancellationToken stoppingToken)
    {
        int due;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            (due, var asked) = await scope.ServiceProvider.GetRequiredService<SagaStore>()
                .ReviewAsync(options.Value.ParticipantTimeout, BatchSize, mayAsk, stoppingToken);
            mayAsk -= asked;
        }
        while (due == BatchSize);
    }

    [LoggerMessage(1, LogLevel.Warning, "Unfinished orders cannot be looked through at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
