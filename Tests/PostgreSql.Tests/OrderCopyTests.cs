using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.Orders.Events;
using DbPerService.Orders.Owners;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Orders' copies of users, products and currencies.</summary>
public sealed class OrderCopyTests(OrdersApplication orders) : IClassFixture<OrdersApplication>, IAsyncLifetime
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await orders.ResetAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_copy_has_the_newest_version_of_a_batch_whatever_its_order()
    {
        await HandleAsync(new UserUpdated("ALFKI", "Third", 3, "third@x"), new("ALFKI", "Second", 2, "second@x"), new("ANATR", "Ana", 7));
        Assert.Equal("Third third@x 3", await UserAsync("ALFKI"));

        await HandleAsync(new UserUpdated("ALFKI", "Second", 2, "second@x"));
        await HandleAsync(new UserRegistered("ALFKI", "First", 1, "first@x"));
        Assert.Equal("Third third@x 3", await UserAsync("ALFKI"));

        await HandleAsync(new UserUpdated("ALFKI", "Fourth", 4, "fourth@x"));
        Assert.Equal("Fourth fourth@x 4", await UserAsync("ALFKI"));
    }

    [Fact]
    public async Task An_email_that_a_source_does_not_tell_is_unknown_until_another_tells_it()
    {
        await orders.SaveAsync(new UserCopy("ALFKI", "Maria", "maria@x", 1));
        await orders.SaveAsync(new UserCopy("ALFKI", "Maria Anders", null, 2));
        Assert.Equal("Maria Anders - 2", await UserAsync("ALFKI"));

        await orders.SaveAsync(new UserCopy("ALFKI", "Maria Anders", "anders@x", 2), new UserCopy("ALFKI", "Maria Anders", null, 2));
        await orders.SaveAsync(new UserCopy("ALFKI", "Someone", "other@x", 2));
        Assert.Equal("Maria Anders anders@x 2", await UserAsync("ALFKI"));
    }

    [Fact]
    public async Task A_version_that_is_not_newer_changes_nothing()
    {
        var product = new ProductChanged("11", "Queso", "Dairy", 21m, "EUR", Discontinued: false, 2);
        await HandleAsync(product, product with { UnitPrice = 14m, Version = 1 });
        await HandleAsync(product with { UnitPrice = 20m }, product with { UnitPrice = 19m, Version = 1 });
        var euro = new CurrencyChanged("EUR", "978", "Euro", 2, 2);
        await HandleAsync(euro);
        await HandleAsync(euro with { MinorUnits = 0 }, euro with { MinorUnits = null, Version = 1 });

        Assert.Equal("21 2", await orders.Service.ScalarAsync<string>("SELECT unit_price || ' ' || version FROM product_copies"));
        Assert.Equal("2 2", await orders.Service.ScalarAsync<string>("SELECT minor_units || ' ' || version FROM currency_copies"));
    }

    [Fact]
    public async Task A_new_name_shows_on_every_open_order_at_once()
    {
        const int Open = 1000;
        await orders.SaveAsync(new UserCopy("ALFKI", "Before", null, 1));
        await orders.SaveAsync(Queso with { Name = "Before" });
        await orders.Service.ScalarAsync<int>(
            $$"""
            INSERT INTO orders (id, user_id, currency, payment_token, total, lines, placed_at, next_review_at)
            SELECT gen_random_uuid(), 'ALFKI', 'EUR', 'sealed', 2, '[{"productId":"unknown","quantity":1,"unitPrice":1},{"productId":"11","quantity":1,"unitPrice":1}]',
                now(), now() + interval '1 hour'
            FROM generate_series(1, {{Open}})
            RETURNING 1
            """);

        await orders.SaveAsync(new UserCopy("ALFKI", "After", "after@x", 2));
        await orders.SaveAsync(Queso with { Name = "After", Version = 2 });

        await using var scope = orders.Services.CreateAsyncScope();
        var listed = await scope.ServiceProvider.GetRequiredService<OrderStore>().ListAsync(Guid.Empty, Open + 1, "ALFKI", open: true, Cancelled);
        Assert.Equal(Open, listed.Count);
        Assert.All(listed, order =>
        {
            Assert.Equal(("After", "after@x"), (order.User?.Name, order.User?.Email));
            Assert.Equal([null, "After"], order.Lines.Select(line => line.ProductName));
        });
    }

    [Fact]
    public async Task A_lost_copy_is_filled_from_its_owner_and_a_newer_event_stays()
    {
        orders.Owners.Bodies["/products?limit=500"] =
            """{"items":[{"id":"11","name":"Queso","category":"Dairy","unitPrice":21,"currency":"EUR","discontinued":false,"version":1}],"next":"11"}""";
        orders.Owners.Bodies["/products?limit=500&after=11"] =
            """{"items":[{"id":"5","name":"Gumbo","category":"Condiments","unitPrice":2.5,"currency":"EUR","discontinued":true,"version":4}],"next":null}""";
        await orders.SaveAsync(Queso with { UnitPrice = 22m, Version = 2 });

        using var response = await orders.Client.PostAsync("/copies/products/fill", content: null, Cancelled);

        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        await Eventually.IsTrue(
            async () => await orders.Service.ScalarAsync<string>(
                "SELECT string_agg(product_id || ' ' || unit_price || ' ' || discontinued, ', ' ORDER BY product_id) FROM product_copies")
                == "11 22 false, 5 2.5 true",
            Cancelled);
        var fills = orders.Services.GetRequiredService<CopyFills>().ByName;
        await Eventually.IsTrue(() => Task.FromResult(fills["products"].Status is { IsRunning: false, Read: 2 }), Cancelled);
    }

    [Fact]
    public async Task An_unknown_copy_cannot_be_filled()
    {
        using var response = await orders.Client.PostAsync("/copies/countries/fill", content: null, Cancelled);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    static ProductCopy Queso { get; } = new("11", "Queso", "Dairy", 21m, "EUR", Discontinued: false, 1);

    Task HandleAsync<TEvent>(params TEvent[] events) where TEvent : IEvent => orders.InUnitAsync(services =>
        ((IEventHandler<TEvent>)(object)ActivatorUtilities.CreateInstance<CopyHandler>(services)).HandleAsync(
            [.. events.Select(e => new Received<TEvent>(e, Guid.NewGuid(), DateTimeOffset.UnixEpoch, null))], Cancelled));

    Task<string?> UserAsync(string id) => orders.Service.ScalarAsync<string>(
        $"SELECT name || ' ' || COALESCE(email, '-') || ' ' || version FROM user_copies WHERE user_id = '{id}'");
}
