using DbPerService.Messaging;
using DbPerService.Payments.Data;
using Microsoft.Extensions.Options;

namespace DbPerService.Payments;

/// <summary>Fetches the processor's late answers independently of event processing, so that no other order waits.</summary>
sealed partial class LateAnswers(
    IServiceScopeFactory scopes, LateAnswerUnit unit, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<LateAnswers> logger)
    : BackgroundService
{
    const int BatchSize = 200;

    /// <summary>The payments whose last fetch failed: each is logged once until it succeeds.</summary>
    readonly HashSet<Guid> _postponed = [];

    // A failure is usually an unavailable database; the payments stay due.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new PeriodicWork(options.Value.LateAnswerInterval, time) { FirstAfter = options.Value.LateAnswerInterval }
            .RunAsync(FetchAllAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    async Task FetchAllAsync(CancellationToken stoppingToken)
    {
        while (await FetchAsync(stoppingToken) == BatchSize)
        {
        }
    }

    /// <summary>All that are due in one transaction; if one of them fails, each in a transaction of its own.</summary>
    async Task<int> FetchAsync(CancellationToken stoppingToken)
    {
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var payments = await unit.LoadDueAsync(scope, BatchSize, stoppingToken);
            due = payments.ConvertAll(payment => payment.OrderId);
            try
            {
                await unit.CompleteAsync(scope, payments, stoppingToken);
                due.ForEach(order => _postponed.Remove(order));
                return due.Count;
            }
            catch (Exception exception) when (!Passes(scope, exception) && !stoppingToken.IsCancellationRequested)
            {
            }
        }

        foreach (var order in due)
        {
            if (!await CompletesAsync(order, stoppingToken))
            {
                await using var scope = scopes.CreateAsyncScope();
                await unit.PostponeAsync(scope, await unit.LoadPendingAsync(scope, order, stoppingToken), stoppingToken);
            }
        }

        return due.Count;
    }

    async Task<bool> CompletesAsync(Guid orderId, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await unit.CompleteAsync(scope, await unit.LoadPendingAsync(scope, orderId, stoppingToken), stoppingToken);
            _postponed.Remove(orderId);
            return true;
        }
        catch (Exception exception) when (!Passes(scope, exception) && !stoppingToken.IsCancellationRequested)
        {
            if (_postponed.Add(orderId))
            {
                LogPostponed(logger, orderId, exception.Message);
            }

            return false;
        }
    }

    static bool Passes(AsyncServiceScope scope, Exception exception) =>
        scope.ServiceProvider.GetRequiredService<IUnitOfWork>().IsTransient(exception);

    [LoggerMessage(1, LogLevel.Warning, "Late answers cannot be fetched at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The late answer to the payment of order {Order} cannot be fetched and is postponed: {Reason}")]
    private static partial void LogPostponed(ILogger logger, Guid order, string reason);
}
