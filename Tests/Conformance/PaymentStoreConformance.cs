using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of the payment store, on any database.</summary>
public abstract partial class PaymentStoreConformance : ConformanceSuite
{
    static readonly DateTime Noon = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(123_456);

    IServiceProvider Instance => field ??= NewInstance();

    [Fact]
    public async Task A_payment_is_read_as_it_was_saved()
    {
        foreach (var (amount, currency) in new[] { (1234.50m, "EUR"), (0.001m, "BHD"), (79_228_162_514_264.33m, "USD"), (5m, "JPY") })
        {
            var payment = new Payment(Guid.CreateVersion7(), Guid.CreateVersion7(), amount, currency, Noon)
            {
                Reason = "card_declined",
                Token = "tok_slow",
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            }.After(PaymentOperation.Authorize, PaymentStatus.Pending, Noon.AddSeconds(1)) with { DueAt = Noon.AddMicroseconds(3_000_001) };

            await SaveAsync(payment);

            var read = await FindAsync(payment.OrderId);
            Assert.Equal(payment with { Attempts = read.Attempts }, read);
            Assert.Equal(payment.Attempts, read.Attempts);
            Assert.Equal(DateTimeKind.Utc, read.CreatedAt.Kind);
        }
    }

    [Fact]
    public async Task An_unknown_order_has_no_payment() =>
        Assert.Null(await ReadAsync((IPaymentStore store) => store.FindAsync(Guid.CreateVersion7(), Cancelled)));

    [Fact]
    public async Task A_payment_and_its_event_are_saved_together()
    {
        var payment = Authorized();
        await UnitAsync<IPaymentStore>(Instance, store => store.SaveAsync([new(null, payment, Granted(payment))], Cancelled).AsTask());
        await ChangeAsync(payment.OrderId, p => new(Captured(p), Taken(p)));

        var read = await FindAsync(payment.OrderId);
        Assert.Equal((PaymentStatus.Captured, 2, Noon.AddSeconds(5)), (read.Status, read.Attempts.Count, read.UpdatedAt));
        var answers = await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 2);
        Assert.Equal([nameof(PaymentAuthorized), nameof(PaymentCaptured)], answers.Select(answer => answer.Type));
        Assert.All(answers, answer => Assert.Equal((Topics.Payments, payment.OrderId.ToString()), (answer.Topic, answer.Key)));
        Assert.Equal(
            Granted(payment), System.Text.Json.JsonSerializer.Deserialize<PaymentAuthorized>(answers[0].Payload, EventJson.Options));
    }

    [Fact]
    public async Task Every_event_type_is_published()
    {
        var payment = Authorized();

        await UnitAsync<IPaymentStore>(Instance, store => store.SaveAsync([new(null, payment, new Refunded(payment.OrderId))], Cancelled).AsTask());

        var answer = Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
        Assert.Equal((nameof(Refunded), Topics.Payments, payment.OrderId.ToString()), (answer.Type, answer.Topic, answer.Key));
    }

    [Fact]
    public async Task An_unchanged_payment_only_gets_another_reply()
    {
        var payment = Authorized();
        await SaveAsync(payment);

        for (var time = 0; time < 3; time++)
        {
            await ChangeAsync(payment.OrderId, p => new(p, Granted(p)));
        }

        Assert.Equal(payment.UpdatedAt, (await FindAsync(payment.OrderId)).UpdatedAt);
        Assert.Equal(3, (await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 3)).Select(answer => answer.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_later_of_two_saves_in_one_unit_wins()
    {
        var payment = Authorized();
        var captured = Captured(payment);

        await UnitAsync<IPaymentStore>(Instance, async store =>
        {
            await store.LoadAsync([payment.OrderId], Cancelled);
            await store.SaveAsync([new(null, payment, Granted(payment)), new(payment, captured, Taken(captured))], Cancelled);
        });

        Assert.Equal(PaymentStatus.Captured, (await FindAsync(payment.OrderId)).Status);
        Assert.Equal(
            [nameof(PaymentAuthorized), nameof(PaymentCaptured)],
            (await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 2)).Select(answer => answer.Type));
    }

    [Fact]
    public async Task One_unit_can_save_and_load_again()
    {
        var payment = Authorized();

        await UnitAsync<IPaymentStore>(Instance, async store =>
        {
            await store.SaveAsync([new(null, payment, Granted(payment))], Cancelled);
            var loaded = (await store.LoadAsync([payment.OrderId], Cancelled))[payment.OrderId];
            var voided = loaded.After(PaymentOperation.Void, PaymentStatus.Voided, Noon.AddSeconds(1));
            await store.SaveAsync([new(loaded, voided, new PaymentVoided(voided.OrderId, voided.PaymentId))], Cancelled);
        });

        Assert.Equal(PaymentStatus.Voided, (await FindAsync(payment.OrderId)).Status);
        Assert.Equal(
            [nameof(PaymentAuthorized), nameof(PaymentVoided)],
            (await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 2)).Select(answer => answer.Type));
    }

    [Fact]
    public async Task An_uncommitted_unit_has_no_effect()
    {
        var payment = Authorized();
        await using (var scope = Instance.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IPaymentStore>().SaveAsync([new(null, payment, Granted(payment))], Cancelled);
        }

        Assert.Null(await ReadAsync((IPaymentStore store) => store.FindAsync(payment.OrderId, Cancelled)));
        Assert.Null(await Instance.GetRequiredService<IOutboxSource>().NewestCommittedAsync(Cancelled));
    }

    [Fact]
    public async Task Concurrent_changes_of_one_payment_do_not_overwrite_each_other()
    {
        var payment = Authorized();
        await SaveAsync(payment);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ChangeAsync(
            payment.OrderId, p => new(p.After(PaymentOperation.Void, PaymentStatus.Voided, Noon.AddSeconds(i)))))));

        Assert.Equal(9, (await FindAsync(payment.OrderId)).Attempts.Count);
    }

    [Fact]
    public async Task Concurrent_units_create_a_payment_once()
    {
        var order = Guid.CreateVersion7();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => UnitAsync<IPaymentStore>(Instance, async store =>
        {
            var loaded = (await store.LoadAsync([order], Cancelled)).GetValueOrDefault(order);
            var payment = loaded ?? Authorized(order);
            await store.SaveAsync([new(loaded, payment, Granted(payment))], Cancelled);
        }))));

        var answers = await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 6);
        Assert.Single(answers.Select(answer => answer.Payload).Distinct());
        Assert.Single((await FindAsync(order)).Attempts);
    }

    [Fact]
    public async Task Payments_are_listed_by_order_id()
    {
        var orders = Enumerable.Range(0, 7).Select(_ => Guid.NewGuid()).ToList();
        foreach (var order in orders)
        {
            await SaveAsync(Authorized(order));
        }

        var first = await ReadAsync((IPaymentStore store) => store.ListAsync(Guid.Empty, 4, Cancelled));
        var rest = await ReadAsync((IPaymentStore store) => store.ListAsync(first[^1].OrderId, 4, Cancelled));

        Assert.Equal(4, first.Count);
        Assert.Equal(orders.Order(), first.Concat(rest).Select(payment => payment.OrderId));
    }

    [Fact]
    public async Task Due_payments_are_ordered_by_due_time()
    {
        var due = Enumerable.Range(0, 5).Select(i => Pending(Noon.AddSeconds(i))).ToList();
        foreach (var payment in due.AsEnumerable().Reverse())
        {
            await SaveAsync(payment);
        }

        await SaveAsync(Authorized());

        var found = await ReadAsync((IPaymentStore store) => store.LoadDueAsync(Noon.AddSeconds(3), 3, Cancelled));

        Assert.Equal(due.Take(3).Select(payment => payment.OrderId), found.Select(payment => payment.OrderId));
    }

    [Fact]
    public async Task A_due_payment_is_completed_once_by_any_number_of_instances()
    {
        foreach (var i in Enumerable.Range(0, 10))
        {
            await SaveAsync(Pending(Noon.AddSeconds(i)));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => UnitAsync<IPaymentStore>(Instance, async store =>
        {
            var loaded = await store.LoadDueAsync(Noon.AddMinutes(1), 10, Cancelled);
            await store.SaveAsync(
                loaded.ConvertAll(p => new Change<Payment>(
                    p, p.After(PaymentOperation.Authorize, PaymentStatus.Authorized, Noon) with { DueAt = null }, Granted(p))),
                Cancelled);
        }))));

        var answers = await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 10);
        Assert.Equal(10, answers.Select(answer => answer.Key).Distinct().Count());
        Assert.Empty(await ReadAsync((IPaymentStore store) => store.LoadDueAsync(Noon.AddMinutes(1), 10, Cancelled)));
        Assert.All(
            await ReadAsync((IPaymentStore store) => store.ListAsync(Guid.Empty, 100, Cancelled)),
            payment => Assert.Equal(2, payment.Attempts.Count));
    }

    [Fact]
    public async Task A_large_unit_is_saved_as_a_whole()
    {
        var payments = Enumerable.Range(0, 500).Select(_ => Authorized()).ToList();

        await UnitAsync<IPaymentStore>(Instance, async store =>
        {
            await store.LoadAsync(payments.ConvertAll(payment => payment.OrderId), Cancelled);
            await store.SaveAsync(payments.ConvertAll(payment => new Change<Payment>(null, payment, Granted(payment))), Cancelled);
        });

        Assert.Equal(500, (await ReadAsync((IPaymentStore store) => store.ListAsync(Guid.Empty, 1000, Cancelled))).Count);
        Assert.Equal(
            500, (await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 500)).Select(answer => answer.Key).Distinct().Count());
    }

    Task SaveAsync(Payment payment) =>
        UnitAsync<IPaymentStore>(Instance, store => store.SaveAsync([new(null, payment)], Cancelled).AsTask());

    Task ChangeAsync(Guid order, Func<Payment, Decision<Payment>> decide) =>
        UnitAsync<IPaymentStore>(Instance, async store =>
        {
            var payment = (await store.LoadAsync([order], Cancelled))[order];
            var (after, @event) = decide(payment);
            await store.SaveAsync([new(payment, after, @event)], Cancelled);
        });

    Task<T> ReadAsync<T>(Func<IPaymentStore, Task<T>> read) => ReadAsync<IPaymentStore, T>(Instance, read);

    async Task<Payment> FindAsync(Guid order)
    {
        var payment = await ReadAsync((IPaymentStore store) => store.FindAsync(order, Cancelled));
        Assert.NotNull(payment);
        return payment;
    }

    static Payment Authorized(Guid? order = null) =>
        new Payment(order ?? Guid.CreateVersion7(), Guid.CreateVersion7(), 12.34m, "EUR", Noon)
            .After(PaymentOperation.Authorize, PaymentStatus.Authorized, Noon);

    static Payment Pending(DateTime dueAt) =>
        new Payment(Guid.CreateVersion7(), Guid.CreateVersion7(), 12.34m, "EUR", Noon) { Token = "tok_slow" }
            .After(PaymentOperation.Authorize, PaymentStatus.Pending, Noon) with { DueAt = dueAt };

    static Payment Captured(Payment payment) => payment.After(PaymentOperation.Capture, PaymentStatus.Captured, Noon.AddSeconds(5));

    static PaymentAuthorized Granted(Payment payment) => new(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency);

    static PaymentCaptured Taken(Payment payment) => new(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency);

    /// <summary>An event type that no store knows.</summary>
    sealed record Refunded(Guid OrderId) : IEvent
    {
        public static string Topic => Topics.Payments;

        public string Key => OrderId.ToString();
    }
}
