using System.Collections.Concurrent;
using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Payments;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.Payments.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Conformance;

/// <summary>The processor's view of the payments.</summary>
public abstract partial class PaymentStoreConformance
{
    readonly TestClock _clock = new(Noon);
    readonly TestProcessor _processor = new();

    [Fact]
    public async Task A_repeated_batch_calls_the_processor_with_the_same_payment_ids()
    {
        var batch = Enumerable.Range(0, 5).Select(_ => Arrived.Placed(Guid.CreateVersion7())).ToList();

        await AuthorizeAsync(batch, commit: false);
        await AuthorizeAsync(batch, commit: true);

        Assert.Equal(10, _processor.Asked.Count);
        Assert.Equal(5, _processor.Asked.Distinct().Count());
        var stored = await ReadAsync((IPaymentStore store) => store.ListAsync(Guid.Empty, 10, Cancelled));
        Assert.Equal(_processor.Asked.Distinct().Order(), stored.Select(payment => payment.PaymentId).Order());
    }

    [Fact]
    public async Task A_failing_late_answer_delays_no_other_and_is_retried()
    {
        var payments = Enumerable.Range(0, 5).Select(i => Pending(Noon.AddSeconds(i))).ToList();
        foreach (var payment in payments)
        {
            await SaveAsync(payment);
        }

        _processor.Broken = payments[1].PaymentId;
        _clock.UtcNow = Noon.AddMinutes(1);
        using var answers = new LateAnswers(
            Instance.GetRequiredService<IServiceScopeFactory>(), new LateAnswerUnit(_processor, _clock),
            Options.Create(new PaymentsOptions { LateAnswerInterval = TimeSpan.FromMilliseconds(10) }), TimeProvider.System,
            NullLogger<LateAnswers>.Instance);
        await answers.StartAsync(Cancelled);

        await Testing.Eventually.IsTrue(async () => await CountAsync(PaymentStatus.Authorized) == 4, Cancelled);
        await Testing.Eventually.IsTrue(async () => (await FindAsync(payments[1].OrderId)).DueAt == Noon.AddMinutes(2), Cancelled);

        _processor.Broken = null;
        _clock.UtcNow = Noon.AddMinutes(2);
        await Testing.Eventually.IsTrue(async () => await CountAsync(PaymentStatus.Authorized) == 5, Cancelled);
        await answers.StopAsync(Cancelled);
    }

    async Task AuthorizeAsync(List<Received<OrderPlaced>> batch, bool commit)
    {
        await using var scope = Instance.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IPaymentStore>();
        await new PaymentHandler(store, _processor, Tokens(), _clock).HandleAsync(batch, Cancelled);
        if (commit)
        {
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(Cancelled);
        }
    }

    async Task<int> CountAsync(PaymentStatus status) =>
        (await ReadAsync((IPaymentStore store) => store.ListAsync(Guid.Empty, 10, Cancelled))).Count(payment => payment.Status == status);

    static PaymentTokens Tokens() => new(
        Options.Create(new PaymentsOptions { PaymentTokenKey = new string('k', TokenKey.MinSecretLength) }),
        NullLogger<PaymentTokens>.Instance);

    sealed class TestClock(DateTime now) : IDatabaseClock
    {
        public DateTimeOffset UtcNow { get; set; } = now;
    }

    /// <summary>Approves everything except one payment, whose answer is not available.</summary>
    sealed class TestProcessor : IPaymentProcessor
    {
        public ConcurrentQueue<Guid> Asked { get; } = [];

        public Guid? Broken { get; set; }

        public ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency)
        {
            Asked.Enqueue(paymentId);
            return new ProcessorAnswer.Approved();
        }

        public ProcessorAnswer Complete(Guid paymentId, string token) =>
            paymentId == Broken ? throw new InvalidOperationException("The processor has no answer.") : new ProcessorAnswer.Approved();
    }
}
