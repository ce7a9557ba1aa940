using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios.Poison;

namespace DbPerService.Tests.Scenarios;

/// <summary>Events that are repeated, late, out of order, or unreadable.</summary>
public abstract class EventScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);
    readonly BrokerClient _broker = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redelivered_events_change_nothing()
    {
        var product = await _shop.ProductAsync(10);
        var id = await _shop.PlaceAsync(ShopClient.Order(product, quantity: 2));
        await _shop.FinishedAsync(id);
        var payment = (await _shop.PaymentAsync(id)).Text("paymentId");

        foreach (var type in new[] { "OrderPlaced", "OrderConfirmed" })
        {
            var message = _broker.Find("orders", m => m.Key == id && BrokerClient.Header(m, "ce_type") == type);
            await _broker.WriteAsync("orders", message, message, message);
        }

        await OvertakenAsync(product);
        Assert.Equal((8, 0, 8, 2), await _shop.StockAsync(product));
        Assert.Equal(("Captured", payment), ((await _shop.PaymentAsync(id)).Text("status"), (await _shop.PaymentAsync(id)).Text("paymentId")));
        Assert.Equal("Confirmed", (await _shop.OrderAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_copy_follows_its_owner_and_never_goes_back()
    {
        var user = "u-" + Guid.NewGuid().ToString("N")[..8];
        var id = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(10), user: user));
        Assert.Equal(JsonValueKind.Null, (await _shop.OrderAsync(id)).GetProperty("userName").ValueKind);

        var email = $"{user}@example.com";
        await SendAsync(HttpMethod.Post, "/users", new { id = user, name = "First", email, password = "correct horse" });
        await SendAsync(HttpMethod.Put, $"/users/{user}", new { name = "Second", email });
        await Eventually.IsTrue(async () => (await _shop.OrderAsync(id)).Text("userName") == "Second", Cancelled);

        var late = await _broker.WriteAsync(
            "users",
            BrokerClient.Event(user, "UserUpdated", "users", $$"""{"userId":"{{user}}","name":"Late","version":2}"""),
            BrokerClient.Event(user, "UserRegistered", "users", $$"""{"userId":"{{user}}","name":"First","version":1}"""));
        using var topics = new PoisonWriter(system.Kafka);
        await topics.ReadAsync("orders", late, TimeSpan.FromSeconds(60));
        Assert.Equal("Second", (await _shop.OrderAsync(id)).Text("userName"));
        var later = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(10), user: user));
        await _shop.FinishedAsync(later);
        Assert.Equal("Second", (await _shop.OrderAsync(later)).Text("userName"));
    }

    [Fact]
    public async Task A_line_takes_the_price_and_the_name_of_its_product()
    {
        var product = await Shopper.ProductAsync(system, "Priced", 12.5m);
        var body = ShopClient.Order(product, quantity: 2);
        ((JsonObject)body["lines"]![0]!).Remove("unitPrice");

        var id = await Eventually.Is(async () => await _shop.PlaceAsync(body), Cancelled);

        var order = await _shop.FinishedAsync(id);
        Assert.Equal((25m, "Priced"), (order.GetProperty("total").GetDecimal(), order.GetProperty("lines")[0].Text("productName")));
    }

    [Fact]
    public async Task A_poison_event_becomes_a_dead_letter_with_its_reason_and_its_partition_continues()
    {
        var product = await _shop.ProductAsync(10);
        var poison = Guid.NewGuid().ToString();
        await _broker.WriteAsync("orders", BrokerClient.Event(poison, "OrderPlaced", "orders", "{\"orderId\":"));

        await OvertakenAsync(product);

        var letter = JsonSerializer.Deserialize<JsonElement>(_broker.Find("payments.dead-letter", m => m.Key == poison).Value);
        Assert.NotEmpty(letter.Text("reason")!);
        Assert.Equal(("orders", poison, "{\"orderId\":"), (letter.Text("topic"), letter.Text("key"), letter.Text("payload")));
        var letters = await _shop.ManagementAsync("payments", "/dead-letters");
        Assert.Contains(letters.GetProperty("items").EnumerateArray(), item => item.Text("key") == poison);
    }

    async Task SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await system.Client("users").SendAsync(request, Cancelled);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>Waits until later events of every partition have been applied by both participants.</summary>
    async Task OvertakenAsync(string product)
    {
        // Enough orders that each of the topic's partitions gets at least one, but for one case in ten million.
        var later = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _shop.PlaceAsync(ShopClient.Order(product, token: "tok_chargeDeclined"))));
        await Task.WhenAll(later.Select(_shop.FinishedAsync));
    }
}
