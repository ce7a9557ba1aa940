using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Input;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Load;

/// <summary>
/// Adds the shop's stock by receipts to what exists, so that a replay into a system in use still adds up: the expected total is what had
/// been received before plus this run's receipts.
/// </summary>
sealed class StockKeeper(ServiceClient client, string runId)
{
    const decimal WellStocked = 10;
    const int Shelf = 20;

    // What Inventory takes in one receipt.
    const int LargestReceipt = 1_000_000;

    // A thousand receipts.
    const int MostPieces = 1_000_000_000;

    public async Task<IReadOnlyList<StockBefore>> BringInAsync(
        IReadOnlyList<ShopProduct> products, decimal factor, CancellationToken cancellation)
    {
        var before = new StockBefore[products.Count];
        await ForEachAsync(products, async (i, product) =>
        {
            var path = PathOf(product.Id);
            var stock = await client.GetAsync(SystemMap.Inventory.Name, path, TargetJson.Default.StockSnapshot, cancellation);
            if (stock is null)
            {
                var none = JsonSerializer.SerializeToUtf8Bytes(new SetStockRequest(0), TargetJson.Default.SetStockRequest);
                await client.WriteAsync(new Call(HttpMethod.Put, SystemMap.Inventory.Name, path, none), cancellation);
            }

            var quantity = QuantityOf(product, factor);
            for (var (number, left) = (1, quantity); left > 0; number++, left -= LargestReceipt)
            {
                var receipt = new StockReceiptRequest($"{runId}-{product.Id}-{number}", Math.Min(left, LargestReceipt));
                var body = JsonSerializer.SerializeToUtf8Bytes(receipt, TargetJson.Default.StockReceiptRequest);
                await client.WriteAsync(new Call(HttpMethod.Post, SystemMap.Inventory.Name, path + "/receipts", body), cancellation);
            }

            before[i] = new StockBefore(product.Id, (stock?.OnHand ?? 0) + (stock?.Sold ?? 0) + quantity, stock?.Sold ?? 0);
        }, cancellation);
        return before;
    }

    public async Task<IReadOnlyList<StockSnapshot>> CountAsync(IReadOnlyList<ShopProduct> products, CancellationToken cancellation)
    {
        var counted = new StockSnapshot?[products.Count];
        await ForEachAsync(products, async (i, product) =>
        {
            counted[i] = await client.GetAsync(SystemMap.Inventory.Name, PathOf(product.Id), TargetJson.Default.StockSnapshot, cancellation);
        }, cancellation);
        return [.. counted.OfType<StockSnapshot>()];
    }

    /// <summary>
    /// The product's stock times the factor. A factor of 10 or more means a well-stocked shop: a product that is nearly sold out counts
    /// as <see cref="Shelf"/> pieces before it is multiplied, or it would stay sold out at any factor.
    /// </summary>
    public static int QuantityOf(ShopProduct product, decimal factor)
    {
        var inStock = factor >= WellStocked ? Math.Max(product.UnitsInStock, Shelf) : product.UnitsInStock;
        var quantity = decimal.Floor(inStock * factor);
        return quantity <= MostPieces
            ? (int)quantity
            : throw new InputException(Invariant(
                $"--stock {factor} asks for {quantity:N0} pieces of product {product.Id}, above the limit of {MostPieces:N0}"));
    }

    static Task ForEachAsync(IReadOnlyList<ShopProduct> products, Func<int, ShopProduct, Task> action, CancellationToken cancellation) =>
        Parallel.ForEachAsync(Enumerable.Range(0, products.Count),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation },
            async (i, _) => await action(i, products[i]));

    static string PathOf(string productId) => $"/stock/{Uri.EscapeDataString(productId)}";
}
