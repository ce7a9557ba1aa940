using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.OrderHistory.Events;

/// <summary>The events that OrderHistory handles: all but those of reference data.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesHistory(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, OrderFactHandler<OrderPlaced>>()
        .Handle<OrderConfirmed, OrderFactHandler<OrderConfirmed>>()
        .Handle<OrderCancelled, OrderFactHandler<OrderCancelled>>()
        .Handle<PaymentAuthorized, OrderFactHandler<PaymentAuthorized>>()
        .Handle<PaymentDeclined, OrderFactHandler<PaymentDeclined>>()
        .Handle<PaymentCaptured, OrderFactHandler<PaymentCaptured>>()
        .Handle<PaymentVoided, OrderFactHandler<PaymentVoided>>()
        .Handle<StockReserved, OrderFactHandler<StockReserved>>()
        .Handle<StockRejected, OrderFactHandler<StockRejected>>()
        .Handle<StockCommitted, OrderFactHandler<StockCommitted>>()
        .Handle<StockReleased, OrderFactHandler<StockReleased>>()
        .Handle<UserRegistered, SubjectHandler<UserRegistered>>()
        .Handle<UserUpdated, SubjectHandler<UserUpdated>>()
        .Handle<ProductChanged, SubjectHandler<ProductChanged>>();
}
