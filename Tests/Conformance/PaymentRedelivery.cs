using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.Payments.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Conformance;

/// <summary>Orders that are delivered again to Payments.</summary>
public abstract class PaymentRedelivery : ReplyConformance
{
    protected override List<string> Expected =>
        [.. Orders.Select((order, i) => $"{order} " + (i % 3) switch
        {
            0 => "Captured Authorize Capture",
            1 => "Voided Authorize Void",
            _ => "Authorized Authorize",
        })];

    protected override Task PrepareAsync(IServiceProvider instance) => Task.CompletedTask;

    protected override async Task<List<string>> EffectsAsync(IServiceProvider instance)
    {
        var payments = await ReadAsync<IPaymentStore, List<Payment>>(instance, store => store.ListAsync(Guid.Empty, 100, Cancelled));
        return payments.ConvertAll(payment =>
            $"{payment.OrderId} {payment.Status} {string.Join(' ', payment.Attempts.Select(attempt => attempt.Operation))}");
    }

    protected static void Handle(MessagingBuilder messaging) => messaging.HandlesOrders();

    /// <summary>What the handlers need beside the store.</summary>
    protected static void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaymentProcessor, TestModeProcessor>().AddSingleton<PaymentTokens>();
        services.Configure<PaymentsOptions>(options => options.PaymentTokenKey = new string('k', TokenKey.MinSecretLength));
    }
}
