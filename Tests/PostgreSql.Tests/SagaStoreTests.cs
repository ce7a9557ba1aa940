using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Orders;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Unfinished orders in the database, whichever instance reviews them.</summary>
public sealed class SagaStoreTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IAsyncLifetime
{
    static readonly OrdersOptions Options = new();

    readonly KnownSilence _silence = new();
    TestService _service = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(OrderStore).Assembly);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task An_instance_whose_clock_is_an_hour_ahead_cancels_nothing()
    {
        await PlaceAsync(await InstanceAsync(TimeSpan.Zero));
        await MakeDueAsync("30 minutes");
        var ahead = await InstanceAsync(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), await ReviewAsync(ahead));
        await MakeDueAsync();
        Assert.Equal(1, (await ReviewAsync(ahead)).Due);

        Assert.Equal("Placed", await ColumnAsync("status"));
        Assert.True(await _service.ScalarAsync<bool>("SELECT next_review_at < clock_timestamp() + interval '1 minute' FROM orders"));
    }

    [Fact]
    public async Task A_silent_participant_cancels_the_order_and_its_payment_token_is_erased()
    {
        var instance = await InstanceAsync(TimeSpan.Zero);
        var order = await PlaceAsync(instance);
        Assert.StartsWith("sealed:v1:", await ColumnAsync("payment_token"), StringComparison.Ordinal);
        await MakeDueAsync();
        await ReviewAsync(instance);
        Assert.Equal(order.PaymentToken, await ColumnAsync("payment_token"));

        _silence.Time = Options.ParticipantTimeout;
        await MakeDueAsync();
        await ReviewAsync(instance);

        Assert.Equal(("Cancelled", "ParticipantTimeout"), (await ColumnAsync("status"), await ColumnAsync("reason")));
        Assert.Null(await ColumnAsync("payment_token"));
        Assert.Equal(1L, await _service.ScalarAsync<long>("SELECT count(*) FROM messaging.outbox WHERE type = 'OrderCancelled'"));
    }

    [Fact]
    public async Task A_resend_carries_the_same_sealed_token_and_restarts_the_count()
    {
        var instance = await InstanceAsync(TimeSpan.Zero);
        await PlaceAsync(instance);
        await MakeDueAsync();

        Assert.Equal((1, 1), await ReviewAsync(instance));

        Assert.Equal(1L, await _service.ScalarAsync<long>("SELECT count(DISTINCT payload::jsonb->>'paymentToken') FROM messaging.outbox"));
        Assert.Equal(2L, await _service.ScalarAsync<long>("SELECT count(*) FROM messaging.outbox WHERE type = 'OrderPlaced'"));
        Assert.True(await _service.ScalarAsync<bool>("SELECT resent_at > sent_at AND sent_at >= placed_at - interval '1 second' FROM orders"));
        Assert.Contains(await _service.ScalarAsync<DateTime>("SELECT sent_at FROM orders"), _silence.Asked);
        var resentAt = await _service.ScalarAsync<DateTime>("SELECT resent_at FROM orders");
        await MakeDueAsync();
        await ReviewAsync(instance);
        Assert.Contains(resentAt, _silence.Asked);
    }

    [Fact]
    public async Task An_idempotency_key_leads_to_its_order_whatever_the_request()
    {
        var instance = await InstanceAsync(TimeSpan.Zero);
        var (first, _) = await PlaceAsync(instance, "k", quantity: 1);

        var repeated = await PlaceAsync(instance, "k", quantity: 1);
        var other = await PlaceAsync(instance, "k", quantity: 2);

        Assert.Equal((first.Id, true), (repeated.Order.Id, repeated.IsOfThisRequest));
        Assert.Equal((first.Id, false), (other.Order.Id, other.IsOfThisRequest));
        Assert.Equal(1L, await _service.ScalarAsync<long>("SELECT count(*) FROM orders"));
    }

    async Task<IServiceProvider> InstanceAsync(TimeSpan clockError)
    {
        var host = _service.NewInstance(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(new WrongClock(clockError));
            _service.AddMessagingOnly(builder);
            builder.Services.AddSingleton<ISubscriberSilence>(_silence)
                .AddSingleton<ParticipantSilence>().AddScoped<OrderStore>().AddScoped<SagaStore>().AddScoped<SagaReview>();
        });
        await host.StartAsync(Cancelled);
        return host.Services;
    }

    static async Task<Order> PlaceAsync(IServiceProvider instance) => (await PlaceAsync(instance, key: null, quantity: 1)).Order;

    static async Task<(Order Order, bool IsOfThisRequest)> PlaceAsync(IServiceProvider instance, string? key, int quantity)
    {
        await using var scope = instance.CreateAsyncScope();
        var request = new PlaceOrder("ALFKI", "EUR", "tok_visa", [new PlaceOrderLine("11", quantity, 12.34m)]);
        var order = Order.Place(
            request, [new OrderLine("11", quantity, 12.34m)], TokenKey.From(new string('k', TokenKey.MinSecretLength)),
            instance.GetRequiredService<IDatabaseClock>().UtcNow.UtcDateTime);
        return await scope.ServiceProvider.GetRequiredService<OrderStore>()
            .PlaceAsync(order, key, key is null ? null : request.Fingerprint(), Cancelled);
    }

    static async Task<(int Due, int Resent)> ReviewAsync(IServiceProvider instance)
    {
        await using var scope = instance.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SagaReview>().RunAsync(10, 10, Cancelled);
    }

    /// <summary>
    /// As if the next review and resend were due, or were far in the future: a second ago, since the instance's reading of the clock is
    /// not exact.
    /// </summary>
    Task<int> MakeDueAsync(string ahead = "-1 second") => _service.ScalarAsync<int>(
        $"""
        UPDATE orders
        SET next_review_at = clock_timestamp() + interval '{ahead}', next_resend_at = clock_timestamp() + interval '{ahead}'
        RETURNING 1
        """);

    Task<string?> ColumnAsync(string column) => _service.ScalarAsync<string>($"SELECT {column} FROM orders");

    sealed class KnownSilence : ISubscriberSilence
    {
        public TimeSpan Time { get; set; }

        public List<DateTime> Asked { get; } = [];

        public TimeSpan Of(string subscriber, string topic, DateTimeOffset committedAt)
        {
            Asked.Add(committedAt.UtcDateTime);
            return Time;
        }

        public TimeSpan StandstillOf(string subscriber, string topic, DateTimeOffset committedAt) => TimeSpan.Zero;
    }
}
