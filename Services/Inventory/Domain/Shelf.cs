namespace DbPerService.Inventory.Domain;

/// <summary>The stock of a batch's products: each order is decided on what earlier ones have left.</summary>
sealed class Shelf(IEnumerable<StockItem> items)
{
    readonly Dictionary<string, StockItem> _items = items.ToDictionary(item => item.ProductId, StringComparer.Ordinal);

    /// <summary>Reserves every line, or nothing and returns the shortages.</summary>
    public IReadOnlyList<Shortage> Reserve(IReadOnlyList<ReservationLine> lines)
    {
        List<Shortage>? shortages = null;
        foreach (var line in lines)
        {
            if (!_items.TryGetValue(line.ProductId, out var item) || item.Available < line.Quantity)
            {
                (shortages ??= []).Add(new(line.ProductId, line.Quantity, item?.Available ?? 0));
            }
            else
            {
                _items[line.ProductId] = item with { Reserved = item.Reserved + line.Quantity };
            }
        }

        if (shortages is null)
        {
            return [];
        }

        foreach (var line in lines)
        {
            if (!shortages.Exists(shortage => shortage.ProductId == line.ProductId))
            {
                var item = _items[line.ProductId];
                _items[line.ProductId] = item with { Reserved = item.Reserved - line.Quantity };
            }
        }

        return shortages;
    }
}
