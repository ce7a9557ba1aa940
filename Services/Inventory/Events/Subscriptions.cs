using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

/// <summary>The topic Inventory publishes and the events it handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder PublishesInventory(this MessagingBuilder messaging) =>
        messaging.Publishes(Topics.Inventory, "orders");

    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, ReservationHandler>()
        .Handle<OrderConfirmed, ReservationHandler>()
        .Handle<OrderCancelled, ReservationHandler>();
}
