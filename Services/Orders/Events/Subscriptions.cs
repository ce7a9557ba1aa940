using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Orders.Events;

/// <summary>What Orders tells, whom, and what it listens to.</summary>
internal static class Subscriptions
{
    public static MessagingBuilder PublishesOrders(this MessagingBuilder messaging) =>
        messaging.Publishes(Topics.Orders, "payments", "inventory");

    public static MessagingBuilder HandlesPayments(this MessagingBuilder messaging) => messaging
        .Handle<PaymentAuthorized, RecordAuthorization>()
        .Handle<PaymentDeclined, RecordDecline>()
        .Handle<PaymentCaptured, RecordCapture>()
        .Handle<PaymentVoided, RecordVoid>();

    public static MessagingBuilder HandlesInventory(this MessagingBuilder messaging) => messaging
        .Handle<StockReserved, RecordReservation>()
        .Handle<StockRejected, RecordRejection>()
        .Handle<StockCommitted, RecordCommit>()
        .Handle<StockReleased, RecordRelease>();

    public static MessagingBuilder HandlesUsers(this MessagingBuilder messaging) => messaging
        .Handle<UserRegistered, CopyRegisteredUser>()
        .Handle<UserUpdated, CopyUpdatedUser>();
}
