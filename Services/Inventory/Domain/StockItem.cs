namespace DbPerService.Inventory.Domain;

/// <summary>The stock of a product. <see cref="OnHand"/> plus <see cref="Sold"/> is everything ever received.</summary>
sealed record StockItem(string ProductId, long OnHand, long Reserved, long Sold)
{
    public long Available => OnHand - Reserved;
}
