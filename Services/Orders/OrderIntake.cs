using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.Orders.Owners;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

/// <summary>What became of a request for an order.</summary>
/// <param name="Order">The order, or the earlier one of the same key; null if there are refusals.</param>
/// <param name="IsOfThisRequest">Whether the order is of the same request.</param>
/// <param name="Refusals">Why there is no order.</param>
sealed record IntakeResult(Order? Order, bool IsOfThisRequest, IReadOnlyList<Refusal> Refusals);

/// <summary>Prices an order and places it.</summary>
sealed class OrderIntake(
    OrderFacts facts, OrderStore store, IUnitOfWork unit, PriceWatch watch, TokenKey tokenKey, IDatabaseClock clock,
    IOptions<OrdersOptions> options)
{
    public async Task<IntakeResult> PlaceAsync(PlaceOrder request, string? key, CancellationToken cancellationToken)
    {
        var products = await facts.FindAsync(request, cancellationToken);
        var (lines, refusals) = Pricing.Price(request, products, options.Value.PriceCheck);
        var fingerprint = key is null ? null : request.Fingerprint();
        if (refusals.Count > 0)
        {
            // What the owners have told is kept.
            await unit.CommitAsync(cancellationToken);
            // A price that was right then may be wrong now, which must not turn a retry into a refusal.
            return key is not null && await store.FindEarlierAsync(key, fingerprint!, cancellationToken) is { } earlier
                ? new(earlier, true, [])
                : new(null, false, refusals);
        }

        var order = Order.Place(request, lines, tokenKey, clock.UtcNow.UtcDateTime);
        var (placed, isOfThisRequest) = await store.PlaceAsync(order, key, fingerprint, cancellationToken);
        if (placed == order)
        {
            watch.Add(request);
        }

        return new(placed, isOfThisRequest, []);
    }
}
