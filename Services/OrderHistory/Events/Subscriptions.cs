using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.OrderHistory.Events;

/// <summary>The events that OrderHistory handles: all but those of reference data.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesHistory(this MessagingBuilder messaging) => messaging
        .HandlesOrders()
        .Handle<PaymentAuthorized, HistoryHandler>()
        .Handle<PaymentDeclined, HistoryHandler>()
        .Handle<PaymentCaptured, HistoryHandler>()
        .Handle<PaymentVoided, HistoryHandler>()
        .Handle<StockReserved, HistoryHandler>()
        .Handle<StockRejected, HistoryHandler>()
        .Handle<StockCommitted, HistoryHandler>()
        .Handle<StockReleased, HistoryHandler>()
        .Handle<UserRegistered, HistoryHandler>()
        .Handle<UserUpdated, HistoryHandler>()
        .Handle<ProductChanged, HistoryHandler>();

    /// <summary>Those of orders alone.</summary>
    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, HistoryHandler>()
        .Handle<OrderConfirmed, HistoryHandler>()
        .Handle<OrderCancelled, HistoryHandler>();
}
