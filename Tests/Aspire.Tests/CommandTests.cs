using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Hosting;

/// <summary>Operator commands on the running system.</summary>
[Collection(OnAspire.Name)]
public sealed class CommandTests(AspireSystem system)
{
    const StringComparison Compare = StringComparison.Ordinal;

    [Fact]
    public async Task Sample_orders_are_placed_and_followed_to_the_end()
    {
        var result = await system.ExecuteAsync("orders", "place-orders", Argument("count", "5"));

        var rows = Rows(result);
        Assert.Equal(5, rows.Count);
        Assert.Equal(4, rows.Count(row => row.Contains("| Confirmed |", Compare)));
        Assert.Single(rows, row => row.Contains("| Cancelled | PaymentDeclined |", Compare));
    }

    [Fact]
    public async Task A_shop_is_replayed_and_every_invariant_holds()
    {
        var result = await system.ExecuteAsync("orders", "replay");

        Assert.Equal("Every invariant holds.", result.Message);
        Assert.Contains(Rows(result), row => row == "| placed | 60 |");
        Assert.Contains(Rows(result), row => row.StartsWith("| lag orders → payments OrderPlaced |", Compare));
        Assert.DoesNotContain("BROKEN", result.Data!.Value, Compare);
    }

    [Fact]
    public async Task Existing_orders_are_verified_without_placing_new_ones()
    {
        var shop = new ShopClient(system);
        await shop.FinishedAsync(await shop.PlaceAsync(ShopClient.Order(await shop.ProductAsync(10))));

        var result = await system.ExecuteAsync("orders", "verify");

        Assert.Equal("Every invariant holds.", result.Message);
        Assert.Contains(Rows(result), row => row.StartsWith("| sold = the sum over confirmed lines, per product | held |", Compare));
    }

    [Fact]
    public async Task Dead_letters_are_redriven_key_by_key()
    {
        var shop = new ShopClient(system);
        var order = Guid.NewGuid().ToString();
        await new BrokerClient(system).WriteAsync("orders", BrokerClient.Event(order, "OrderConfirmed", "orders", "{"));
        await Testing.Eventually.IsTrue(
            async () => (await shop.ManagementAsync("inventory", "/dead-letters")).ToString().Contains(order, Compare),
            TestContext.Current.CancellationToken);

        var result = await system.TryExecuteAsync("inventory", "redrive");

        Assert.False(result.Success);
        Assert.Contains(Rows(result), row => row.StartsWith($"| orders | {order} | 1 |", Compare));
    }

    [Fact]
    public async Task An_outage_of_one_database_leaves_the_other_services_available()
    {
        var shop = new ShopClient(system);
        var product = await shop.ProductAsync(10);
        var database = system.DatabaseOf("inventory");

        var outage = system.ExecuteAsync(database, "outage", Argument("seconds", "4"));
        var id = await shop.PlaceAsync(ShopClient.Order(product));
        var result = await outage;

        Assert.Equal("Confirmed", (await shop.FinishedAsync(id)).GetProperty("status").GetString());
        var rows = Rows(result).ToLookup(row => row.StartsWith("| inventory |", Compare));
        Assert.All(rows[false], row => Assert.EndsWith("| 0 |", row));
        Assert.StartsWith("| inventory | yes | 0 |", Assert.Single(rows[true]));
    }

    [Fact]
    public async Task A_wrong_argument_is_reported()
    {
        var result = await system.TryExecuteAsync("orders", "place-orders", Argument("count", "100000"));

        Assert.False(result.Success);
        Assert.Contains("count must be", result.Message, Compare);
    }

    static InteractionInput Argument(string name, string value) => new() { Name = name, InputType = InputType.Text, Value = value };

    static List<string> Rows(ExecuteCommandResult result)
    {
        Assert.Equal(CommandResultFormat.Markdown, result.Data?.Format);
        var lines = result.Data!.Value.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).ToList();
        return [.. lines.Where((line, index) => !line.StartsWith("| ---", Compare)
            && !(index + 1 < lines.Count && lines[index + 1].StartsWith("| ---", Compare)))];
    }
}
