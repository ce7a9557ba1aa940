using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Payments.Events;

/// <summary>The events that Payments handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, PaymentHandler>()
        .Handle<OrderConfirmed, PaymentHandler>()
        .Handle<OrderCancelled, PaymentHandler>();
}
