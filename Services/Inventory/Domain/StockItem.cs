namespace DbPerService.Inventory.Domain;

/// <summary>What there is of a product. <see cref="OnHand"/> plus <see cref="Sold"/> is what ever came in.</summary>
internal sealed record StockItem(string ProductId, long OnHand, long Reserved, long Sold)
{
    public long Available => OnHand - Reserved;
}
