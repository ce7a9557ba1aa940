using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Clients;
using DbPerService.Sessions.Data;
using DbPerService.Sessions.Domain;

namespace DbPerService.Sessions;

/// <summary>What a checkout needs besides the basket. The payment token goes to Orders and is not kept.</summary>
sealed record CheckoutRequest(string PaymentToken, string? Currency = null);

/// <summary>The outcome of a checkout.</summary>
abstract record CheckoutResult
{
    /// <summary>The order of the basket, placed now or by an earlier checkout.</summary>
    public sealed record Placed(Guid OrderId, JsonElement Order) : CheckoutResult;

    /// <summary>Orders refuses the order, for a reason that its problem names.</summary>
    public sealed record Refused(int Status, JsonElement? Problem) : CheckoutResult;

    /// <summary>An order may have been placed; the next checkout finds out.</summary>
    public sealed record Unknown : CheckoutResult;

    /// <summary>An earlier checkout has placed an order after all, of another basket than this one, which has not been ordered.</summary>
    public sealed record OtherBasketOrdered(Guid OrderId) : CheckoutResult;

    public sealed record NothingToOrder : CheckoutResult;

    public sealed record BasketChanged : CheckoutResult;

    public sealed record NoSession : CheckoutResult;
}

/// <summary>
/// Places one order per basket: freezes it under a key, places the order with that key, records it. Each step may be repeated and may be the
/// last one before a crash; the next checkout goes on with the same key. docs/decisions/0032-checkout-exactly-once.md has the reasoning.
/// </summary>
sealed class CheckoutProcess(ISessionStore store, OrdersClient orders)
{
    /// <param name="session">The session as it was read for this request.</param>
    /// <param name="request">The request.</param>
    /// <param name="version">The version of the basket that is to be ordered.</param>
    /// <exception cref="ProblemException">400: the currency is missing, or is not that of the basket's prices.</exception>
    public async Task<CheckoutResult> RunAsync(Session session, CheckoutRequest request, long version)
    {
        var step = session.CheckOut(version);
        if (step is CheckoutStep.Freeze)
        {
            CurrencyOf(session.Basket, request);
            if (await store.FreezeAsync(session.Id, Guid.CreateVersion7(), version, CancellationToken.None) is not { } frozen)
            {
                return new CheckoutResult.NoSession();
            }

            (session, step) = (frozen, frozen.CheckOut(version));
        }

        return step switch
        {
            CheckoutStep.Place(var key) => await PlaceAsync(session, key, request),
            CheckoutStep.Ordered(var orderId) => await FindAsync(orderId, session.UserId),
            CheckoutStep.Empty => new CheckoutResult.NothingToOrder(),
            CheckoutStep.Changed => new CheckoutResult.BasketChanged(),
            _ => throw new InvalidOperationException($"The basket of session {session.Id} is not frozen."),
        };
    }

    // Not cancelled with the request: a client that hangs up should not leave the basket frozen. Each call has a deadline of its own.
    async Task<CheckoutResult> PlaceAsync(Session session, Guid key, CheckoutRequest request)
    {
        var (basket, currency) = (session.Basket, CurrencyOf(session.Basket, request));
        var order = new PlaceOrder(
            session.UserId, currency, request.PaymentToken,
            [.. basket.Lines.Select(line => new PlaceOrderLine(line.ProductId, line.Quantity, line.UnitPrice))]);
        switch (await orders.PlaceAsync(key, order, CancellationToken.None))
        {
            case OrdersAnswer.Placed placed:
                await store.RecordOrderAsync(session.Id, key, placed.OrderId, basket.Version, CancellationToken.None);
                return Result(placed);
            case OrdersAnswer.KeyIsTaken(var orderId):
                return await ResolveAsync(session, key, orderId);
            case OrdersAnswer.Refused refused:
                await store.ThawAsync(session.Id, key, basket.Version, CancellationToken.None);
                return new CheckoutResult.Refused(refused.Status, refused.Problem);
            default:
                return new CheckoutResult.Unknown();
        }
    }

    /// <summary>An earlier checkout, with another payment token or before the basket was changed, has placed the order of this key.</summary>
    async Task<CheckoutResult> ResolveAsync(Session session, Guid key, Guid orderId)
    {
        if (await orders.FindAsync(orderId, session.UserId, CancellationToken.None) is not OrdersAnswer.Placed placed)
        {
            return new CheckoutResult.Unknown();
        }

        var isThisBasket = session.Basket.IsOrderedBy(placed.Lines);
        await store.RecordOrderAsync(session.Id, key, orderId, isThisBasket ? session.Basket.Version : null, CancellationToken.None);
        return isThisBasket ? Result(placed) : new CheckoutResult.OtherBasketOrdered(orderId);
    }

    async Task<CheckoutResult> FindAsync(Guid orderId, string userId) => await orders.FindAsync(orderId, userId, CancellationToken.None) switch
    {
        OrdersAnswer.Placed placed => Result(placed),
        OrdersAnswer.Refused refused => new CheckoutResult.Refused(refused.Status, refused.Problem),
        _ => new CheckoutResult.Unknown(),
    };

    static CheckoutResult.Placed Result(OrdersAnswer.Placed placed) => new(placed.OrderId, placed.Order);

    static string CurrencyOf(Basket basket, CheckoutRequest request)
    {
        var errors = new FieldErrors();
        errors.Check((basket.Currency ?? request.Currency) is not null, "currency", "Is required: the basket has none.");
        errors.Check(
            basket.Currency is null || request.Currency is null || basket.Currency == request.Currency, "currency",
            $"The basket's prices are in {basket.Currency}.");
        errors.ThrowIfAny();
        return (basket.Currency ?? request.Currency)!;
    }
}
