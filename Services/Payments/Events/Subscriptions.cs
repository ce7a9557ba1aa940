using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Payments.Events;

/// <summary>The topic Payments publishes and the events it handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder PublishesPayments(this MessagingBuilder messaging) =>
        messaging.Publishes(Topics.Payments, "orders");

    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, PaymentHandler>()
        .Handle<OrderConfirmed, PaymentHandler>()
        .Handle<OrderCancelled, PaymentHandler>();
}
