using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Orders.Events;

/// <summary>The topic Orders publishes and the events it handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder PublishesOrders(this MessagingBuilder messaging) =>
        messaging.Publishes(Topics.Orders, "payments", "inventory");

    public static MessagingBuilder HandlesPayments(this MessagingBuilder messaging) => messaging
        .Handle<PaymentAuthorized, SagaHandler>()
        .Handle<PaymentDeclined, SagaHandler>()
        .Handle<PaymentCaptured, SagaHandler>()
        .Handle<PaymentVoided, SagaHandler>();

    public static MessagingBuilder HandlesInventory(this MessagingBuilder messaging) => messaging
        .Handle<StockReserved, SagaHandler>()
        .Handle<StockRejected, SagaHandler>()
        .Handle<StockCommitted, SagaHandler>()
        .Handle<StockReleased, SagaHandler>();

    public static MessagingBuilder HandlesUsers(this MessagingBuilder messaging) => messaging
        .Handle<UserRegistered, UserCopyHandler>()
        .Handle<UserUpdated, UserCopyHandler>();
}
