using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

static class StockInvariants
{
    public static IEnumerable<Verdict> Check(Evidence evidence)
    {
        var after = evidence.After.ToDictionary(x => x.ProductId);
        var sold = evidence.Orders
            .Where(x => x.Status == OrderSnapshot.Confirmed)
            .SelectMany(x => x.Lines)
            .GroupBy(x => x.ProductId)
            .ToDictionary(x => x.Key, x => x.Sum(line => (long)line.Quantity));

        if (evidence.Before is not null)
        {
            yield return Verdict.Of("onHand + sold = everything received, per product",
                from before in evidence.Before
                let stock = after.GetValueOrDefault(before.ProductId)
                let there = (long)(stock?.OnHand ?? 0) + (stock?.Sold ?? 0)
                where there != before.CameIn
                select $"product {before.ProductId}: {before.CameIn} received, {there} accounted for");
        }

        yield return Verdict.Of("available = onHand - reserved, never below zero",
            from stock in evidence.After
            where stock.Available < 0 || stock.Available != stock.OnHand - stock.Reserved
            select $"product {stock.ProductId}: available {stock.Available}, on hand {stock.OnHand}, reserved {stock.Reserved}");
        yield return Verdict.Of("nothing stays reserved",
            from stock in evidence.After
            where stock.Reserved != 0
            select $"product {stock.ProductId}: reserved {stock.Reserved}");
        yield return Verdict.Of("sold = the sum over confirmed lines, per product",
            from before in evidence.Before ?? [.. evidence.After.Select(x => new StockBefore(x.ProductId, 0, 0))]
            let ordered = sold.GetValueOrDefault(before.ProductId)
            let counted = (after.GetValueOrDefault(before.ProductId)?.Sold ?? 0) - before.Sold
            where ordered != counted
            select $"product {before.ProductId}: {ordered} on confirmed lines, {counted} sold");
    }
}
