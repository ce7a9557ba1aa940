using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DbPerService.Tests.Scenarios;

/// <summary>The outcomes of an order, with participants that agree, refuse or reply late.</summary>
public abstract class SagaScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_paid_and_its_stock_sold()
    {
        var product = await _shop.ProductAsync(10);

        var id = await _shop.PlaceAsync(ShopClient.Order(product, quantity: 3, price: 12.5m));
        var order = await _shop.FinishedAsync(id);

        Assert.Equal(("Confirmed", 37.5m), (order.Text("status"), order.GetProperty("total").GetDecimal()));
        var payment = await _shop.PaymentAsync(id);
        Assert.Equal(("Captured", 37.5m, "USD"), (payment.Text("status"), payment.GetProperty("amount").GetDecimal(), payment.Text("currency")));
        Assert.Equal("Committed", (await _shop.ReservationAsync(id)).Text("status"));
        Assert.Equal((7, 0, 7, 3), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task A_declined_payment_cancels_the_order_and_releases_the_stock()
    {
        var product = await _shop.ProductAsync(10);

        var id = await _shop.PlaceAsync(ShopClient.Order(product, token: "tok_chargeDeclined"));
        var order = await _shop.FinishedAsync(id);

        Assert.Equal(("Cancelled", "PaymentDeclined"), (order.Text("status"), order.Text("reason")));
        Assert.Equal("Declined", (await _shop.PaymentAsync(id)).Text("status"));
        Assert.Equal("Released", (await _shop.ReservationAsync(id)).Text("status"));
        Assert.Equal((10, 0, 10, 0), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task Insufficient_stock_cancels_the_order_names_the_shortage_and_takes_no_money()
    {
        var product = await _shop.ProductAsync(2);

        var id = await _shop.PlaceAsync(ShopClient.Order(product, quantity: 3));
        var order = await _shop.FinishedAsync(id);

        Assert.Equal(("Cancelled", "StockRejected"), (order.Text("status"), order.Text("reason")));
        Assert.Equal("Voided", (await _shop.PaymentAsync(id)).Text("status"));
        var reservation = await _shop.ReservationAsync(id);
        Assert.Equal("Rejected", reservation.Text("status"));
        Assert.Contains(product, reservation.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((2, 0, 2, 0), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task All_lines_are_reserved_or_none()
    {
        var (plenty, scarce) = (await _shop.ProductAsync(100), await _shop.ProductAsync(1));
        var order = ShopClient.Order(plenty, quantity: 5);
        order["lines"]!.AsArray().Add(ShopClient.Order(scarce, quantity: 2)["lines"]![0]!.DeepClone());

        await _shop.FinishedAsync(await _shop.PlaceAsync(order));

        Assert.Equal((100, 0, 100, 0), await _shop.StockAsync(plenty));
        Assert.Equal((1, 0, 1, 0), await _shop.StockAsync(scarce));
    }

    [Fact]
    public async Task The_last_piece_is_sold_once()
    {
        var product = await _shop.ProductAsync(1);

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _shop.PlaceAsync(ShopClient.Order(product))));
        var orders = await Task.WhenAll(ids.Select(_shop.FinishedAsync));

        Assert.Single(orders, order => order.Text("status") == "Confirmed");
        Assert.Equal((0, 0, 0, 1), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task An_unconfirmed_order_can_be_cancelled()
    {
        var product = await _shop.ProductAsync(10);
        var id = await _shop.PlaceAsync(ShopClient.Order(product, token: "tok_slow"));

        using var response = await system.Client("orders").PostAsync($"/orders/{id}/cancel", null, Cancelled);
        var order = await _shop.FinishedAsync(id);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(("Cancelled", "CancelledByUser"), (order.Text("status"), order.Text("reason")));
        Assert.Equal("Voided", (await _shop.PaymentAsync(id)).Text("status"));
        Assert.Equal((10, 0, 10, 0), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task An_order_waits_for_a_slow_payment()
    {
        var id = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(10), token: "tok_slow"));

        Assert.Equal("Confirmed", (await _shop.FinishedAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_confirmed_order_cannot_be_cancelled()
    {
        var id = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(10)));
        await _shop.FinishedAsync(id);

        using var response = await system.Client("orders").PostAsync($"/orders/{id}/cancel", null, Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Confirmed", (await _shop.OrderAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_repeated_POST_returns_the_same_order()
    {
        var order = ShopClient.Order(await _shop.ProductAsync(10));
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _shop.PostAsync(order.DeepClone(), key)));

        var accepted = answers.Where(answer => answer.StatusCode == HttpStatusCode.Accepted).ToList();
        Assert.NotEmpty(accepted);
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
        Assert.Single(accepted.Select(answer => answer.Headers.Location!.OriginalString).Distinct());
        using var later = await _shop.PostAsync(order.DeepClone(), key);
        Assert.Equal((HttpStatusCode.Accepted, accepted[0].Headers.Location), (later.StatusCode, later.Headers.Location));
    }

    [Fact]
    public async Task An_idempotency_key_reused_with_another_body_is_refused()
    {
        var product = await _shop.ProductAsync(10);
        var key = Guid.NewGuid().ToString();
        using var first = await _shop.PostAsync(ShopClient.Order(product), key);
        using var second = await _shop.PostAsync(ShopClient.Order(product, quantity: 2), key);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity), (first.StatusCode, second.StatusCode));
        Assert.Equal("application/problem+json", second.Content.Headers.ContentType?.MediaType);
        var (order, problem) = (await first.Content.ReadFromJsonAsync<JsonElement>(Cancelled), await second.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
        Assert.Equal(order.Text("id"), problem.Text("orderId"));
    }

    [Fact]
    public async Task A_receipt_counts_once()
    {
        var product = await _shop.ProductAsync(1);
        for (var time = 0; time < 3; time++)
        {
            using var response = await system.Client("inventory").PostAsJsonAsync(
                $"/stock/{product}/receipts", new { receiptId = "r-1", quantity = 5 }, Cancelled);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Equal((6, 0, 6, 0), await _shop.StockAsync(product));
    }
}
