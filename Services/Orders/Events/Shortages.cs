using DbPerService.Contracts;

namespace DbPerService.Orders.Events;

static class Shortages
{
    // An order has up to 100 lines; the first few are enough here, and the reservation has them all.
    const int Named = 5;

    public static string Describe(IReadOnlyList<StockShortage> shortages)
    {
        var named = string.Join("; ", shortages.Take(Named).Select(s => $"{s.ProductId}: {s.Requested} wanted, {s.Available} available"));
        return shortages.Count > Named ? $"{named}; and {shortages.Count - Named} more" : named;
    }
}
