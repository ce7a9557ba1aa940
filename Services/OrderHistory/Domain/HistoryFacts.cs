using DbPerService.Contracts;

namespace DbPerService.OrderHistory.Domain;

/// <summary>What events say, as an entry with one fact or as a subject.</summary>
static class HistoryFacts
{
    /// <param name="event">An event.</param>
    /// <param name="time">When its owner committed it.</param>
    /// <returns>An entry with the event's fact alone; null if the event is not about an order.</returns>
    public static HistoryEntry? EntryOf(object @event, DateTimeOffset time)
    {
        var at = WholeMicroseconds(time);
        return @event switch
        {
            OrderPlaced e => new(e.OrderId)
            {
                Placed = new(
                    at, e.UserId, e.Currency, e.Total,
                    [.. e.Lines.Select(line => new PlacedLine(line.ProductId, line.Quantity, line.UnitPrice))]),
            },
            OrderConfirmed e => new(e.OrderId) { Confirmed = new(at) },
            OrderCancelled e => new(e.OrderId) { Cancelled = new(at, e.Reason) },
            PaymentAuthorized e => new(e.OrderId) { Authorized = new(at, e.PaymentId, e.Amount, e.Currency) },
            PaymentDeclined e => new(e.OrderId) { Declined = new(at, e.PaymentId, e.Reason) },
            PaymentCaptured e => new(e.OrderId) { Captured = new(at, e.PaymentId, e.Amount, e.Currency) },
            PaymentVoided e => new(e.OrderId) { Voided = new(at, e.PaymentId) },
            StockReserved e => new(e.OrderId) { Reserved = new(at) },
            StockRejected e => new(e.OrderId)
            {
                Rejected = new(at, [.. e.Shortages.Select(line => new ShortLine(line.ProductId, line.Requested, line.Available))]),
            },
            StockCommitted e => new(e.OrderId) { Committed = new(at) },
            StockReleased e => new(e.OrderId) { Released = new(at) },
            _ => null,
        };
    }

    /// <returns>The user or product as the event describes it; null if the event is about neither.</returns>
    public static Subject? SubjectOf(object @event) => @event switch
    {
        UserRegistered e => new(SubjectKind.User, e.UserId, e.Name, null, e.Version),
        UserUpdated e => new(SubjectKind.User, e.UserId, e.Name, null, e.Version),
        ProductChanged e => new(SubjectKind.Product, e.ProductId, e.Name, e.Category, e.Version),
        _ => null,
    };

    // The precision of the databases.
    static DateTime WholeMicroseconds(DateTimeOffset time) =>
        time.UtcDateTime.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMicrosecond));
}
