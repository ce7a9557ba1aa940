using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Orders.Events;

/// <summary>The events that Orders handles.</summary>
static class Subscriptions
{
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
        .Handle<UserRegistered, CopyHandler>()
        .Handle<UserUpdated, CopyHandler>();

    public static MessagingBuilder HandlesProducts(this MessagingBuilder messaging) =>
        messaging.Handle<ProductChanged, CopyHandler>();

    public static MessagingBuilder HandlesReferenceData(this MessagingBuilder messaging) =>
        messaging.Handle<CurrencyChanged, CopyHandler>();
}
