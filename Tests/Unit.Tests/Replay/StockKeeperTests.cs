using System.Collections.Concurrent;
using System.Text.Json;
using DbPerService.Replay.Input;
using DbPerService.Replay.Load;
using DbPerService.Replay.Target;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class StockKeeperTests : IAsyncDisposable
{
    static readonly ShopProduct Product = new() { Id = "2", Name = "Lamp", UnitsInStock = 25, UnitPrice = 1 };

    readonly string _folder = Directory.CreateTempSubdirectory("stock-keeper-").FullName;
    readonly ConcurrentQueue<StockReceiptRequest> _receipts = new();
    WebApplication? _inventory;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stock_above_the_limit_of_a_receipt_comes_in_by_several()
    {
        using var client = await ClientAsync((StockReceiptRequest receipt) =>
        {
            _receipts.Enqueue(receipt);
            return Results.Ok();
        });

        var before = await new StockKeeper(client, "run").BringInAsync([Product], 100_000, Cancelled);

        Assert.Equal([1_000_000, 1_000_000, 500_000], _receipts.Select(receipt => receipt.Quantity));
        Assert.Equal(3, _receipts.DistinctBy(receipt => receipt.ReceiptId).Count());
        Assert.Equal(2_500_000, Assert.Single(before).CameIn);
    }

    [Fact]
    public async Task A_refusal_is_reported_in_the_words_of_the_problem()
    {
        using var client = await ClientAsync((StockReceiptRequest _) => Results.ValidationProblem(
            new Dictionary<string, string[]> { ["quantity"] = ["Must be a whole number from 1 to 5."] }, "The request is not valid; see errors."));

        var exception = await Assert.ThrowsAsync<NoAnswerException>(() => new StockKeeper(client, "run").BringInAsync([Product], 1, Cancelled));

        Assert.Equal(
            "inventory refuses POST /stock/2/receipts: 400 quantity: Must be a whole number from 1 to 5.", exception.Message);
    }

    [Fact]
    public async Task A_refusal_that_is_no_problem_is_reported_by_its_status()
    {
        using var client = await ClientAsync((StockReceiptRequest _) => Results.Text("{\"oops\":1}", "text/plain", statusCode: 403));

        var exception = await Assert.ThrowsAsync<NoAnswerException>(() => new StockKeeper(client, "run").BringInAsync([Product], 1, Cancelled));

        Assert.Equal("inventory refuses POST /stock/2/receipts: 403 Forbidden", exception.Message);
    }

    [Fact]
    public void More_stock_than_can_come_in_names_the_option_and_the_limit() => Assert.Equal(
        "--stock 100000000 asks for 2,500,000,000 pieces of product 2, above the limit of 1,000,000,000",
        Assert.Throws<InputException>(() => StockKeeper.QuantityOf(Product, 100_000_000)).Message);

    public async ValueTask DisposeAsync()
    {
        if (_inventory is not null)
        {
            await _inventory.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    async Task<ServiceClient> ClientAsync(Delegate receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _inventory = builder.Build();
        _inventory.MapGet("/stock/{id}", () => new StockSnapshot { ProductId = "2", OnHand = 0, Reserved = 0, Available = 0, Sold = 0 });
        _inventory.MapPost("/stock/{id}/receipts", receive);
        await _inventory.StartAsync(Cancelled);

        var file = Path.Combine(_folder, "system.json");
        var url = _inventory.Urls.Single();
        await File.WriteAllTextAsync(
            file, JsonSerializer.Serialize(new { services = new[] { new { name = "inventory", pid = 1, url, management = url } } }), Cancelled);
        return new ServiceClient(new SystemFileReader(file), connections: 8, TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
