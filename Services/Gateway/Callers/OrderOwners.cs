using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Gateway.Calls;

namespace DbPerService.Gateway.Callers;

/// <summary>Whose order it is, and what was ordered: neither changes.</summary>
sealed record OrderFacts(string UserId, IReadOnlyList<string> ProductIds)
{
    /// <summary>From an order, or from the view's document of one; null if it does not say.</summary>
    public static OrderFacts? Of(JsonElement order) =>
        order.Text("userId") is { } userId
            ? new(userId, [.. order.Items("lines").Select(line => line.Text("productId")).OfType<string>().Distinct()])
            : null;
}

/// <summary>Finds out whose order it is: from Orders, else from the view, once per order.</summary>
sealed class OrderOwners(ServiceCalls calls)
{
    public static readonly string Service = SystemMap.Orders.Name;
    public static readonly string View = SystemMap.OrderHistory.Name;

    const int MaxOrders = 20_000;

    readonly BoundedCache<Guid, OrderFacts> _known = new(MaxOrders);

    public OrderFacts? Known(Guid id) => _known.TryGet(id, out var facts) ? facts : null;

    public void Remember(Guid id, OrderFacts facts) => _known.Set(id, facts);

    public async ValueTask<Answer<OrderFacts>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (Known(id) is { } known)
        {
            return Answer.Found(known);
        }

        var order = await calls.GetAsync(Service, $"/orders/{id}", cancellationToken);
        if (order.Outcome == Outcome.Unavailable)
        {
            order = await calls.GetAsync(View, $"/history/orders/{id}", cancellationToken);
            if (order.Outcome == Outcome.NotFound)
            {
                // The view may only not know it yet.
                return Answer.Unavailable<OrderFacts>();
            }
        }

        if (order.Outcome != Outcome.Found)
        {
            return new(order.Outcome, null);
        }

        if (OrderFacts.Of(order.Value!.Json) is not { } facts)
        {
            return Answer.Unavailable<OrderFacts>();
        }

        Remember(id, facts);
        return Answer.Found(facts);
    }
}
