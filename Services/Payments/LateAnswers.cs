using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace DbPerService.Payments;

/// <summary>Fetches the answers that the processor gives late, each batch in a transaction of its own, so that no other order waits.</summary>
internal sealed partial class LateAnswers(
    IServiceScopeFactory scopes, IPaymentProcessor processor, IOptions<PaymentsOptions> options, TimeProvider time,
    ILogger<LateAnswers> logger) : BackgroundService
{
    const int BatchSize = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = new PeriodicTimer(options.Value.LateAnswerInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await FetchAsync(stoppingToken) == BatchSize)
                {
                }

                failing = false;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // Whatever the stop has interrupted: the payments stay due.
                return;
            }
            catch (Exception exception)
            {
                // Mostly the database being away: the payments stay due. Said once, not every time.
                if (!failing)
                {
                    LogFailed(logger, exception.Message);
                    failing = true;
                }
            }
        }
    }

    async Task<int> FetchAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IPaymentStore>();
        var now = time.GetUtcMicroseconds();
        var due = await store.LoadDueAsync(now, BatchSize, stoppingToken);
        if (due.Count > 0)
        {
            await store.SaveAsync([.. due.Select(payment => Complete(payment, now))], stoppingToken);
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(stoppingToken);
        }

        return due.Count;
    }

    PaymentChange Complete(Payment payment, DateTime now)
    {
        var decision = PaymentRules.Complete(payment, processor, now);
        return new(decision.Payment, decision.Answer, payment.TraceParent);
    }

    [LoggerMessage(1, LogLevel.Warning, "Late answers cannot be fetched at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
