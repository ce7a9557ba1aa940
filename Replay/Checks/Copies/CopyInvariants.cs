using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks.Copies;

static class CopyInvariants
{
    public static IEnumerable<Verdict> Check(CopyEvidence evidence)
    {
        yield return Verdict.Of("an order has the names of its user and its products", evidence.Orders.SelectMany(order =>
            Names(evidence, order.Id, order.UserId, order.UserName, order.Lines)));
        if (evidence.Histories is { } histories)
        {
            yield return Verdict.Of("the history of an order says what the owners say", Histories(evidence, histories));
        }

        if (evidence.Found is { } found)
        {
            yield return Verdict.Of("a product is found by its name with one letter wrong",
                from product in evidence.Products
                where !found.GetValueOrDefault(product.Key, []).Contains(product.Key)
                select $"product {product.Key}: not found by '{Typo.Of(product.Value)}'");
        }

        if (evidence.Details is { } details)
        {
            yield return Verdict.Of("the details of an order are complete", evidence.Orders.SelectMany(order =>
                details.GetValueOrDefault(order.Id) is { } parts
                    ? parts.Parts.Where(part => part.Value.Status != DetailsPart.Fresh)
                        .Select(part => $"order {order.Id}: {part.Key} is {part.Value.Status}")
                    : [$"order {order.Id}: no details"]));
        }
    }

    static IEnumerable<string> Histories(CopyEvidence evidence, IReadOnlyDictionary<Guid, HistorySnapshot?> histories)
    {
        var payments = evidence.Payments.ToDictionary(payment => payment.OrderId, payment => payment.Status);
        var reservations = evidence.Reservations.ToDictionary(reservation => reservation.OrderId, reservation => reservation.Status);
        foreach (var order in evidence.Orders.Where(order => histories.ContainsKey(order.Id)))
        {
            if (histories[order.Id] is not { } history)
            {
                yield return $"order {order.Id}: no history";
                continue;
            }

            (string What, object? Owner, object? Copy)[] facts =
            [
                ("status", order.Status, history.Status),
                ("total", order.Total, history.Total),
                ("payment", payments.GetValueOrDefault(order.Id), history.Payment?.Status),
                ("reservation", reservations.GetValueOrDefault(order.Id), history.Stock?.Status),
            ];
            foreach (var (what, owner, copy) in facts.Where(fact => !Equals(fact.Owner, fact.Copy)))
            {
                yield return $"order {order.Id}: {what} {owner ?? "none"}, in the history {copy ?? "none"}";
            }

            foreach (var wrong in Names(evidence, order.Id, history.UserId, history.UserName, history.Lines))
            {
                yield return $"{wrong} in the history";
            }
        }
    }

    static IEnumerable<string> Names(
        CopyEvidence evidence, Guid order, string? userId, string? userName, IEnumerable<OrderLineSnapshot> lines)
    {
        if (userId is not null && evidence.Users.TryGetValue(userId, out var user) && user != userName)
        {
            yield return $"order {order}: user '{userName}' instead of '{user}'";
        }

        foreach (var line in lines)
        {
            if (evidence.Products.TryGetValue(line.ProductId, out var product) && product != line.ProductName)
            {
                yield return $"order {order}: product '{line.ProductName}' instead of '{product}'";
            }
        }
    }
}
