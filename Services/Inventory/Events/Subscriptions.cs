using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

/// <summary>The events that Inventory handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging
        .Handle<OrderPlaced, ReservationHandler>()
        .Handle<OrderConfirmed, ReservationHandler>()
        .Handle<OrderCancelled, ReservationHandler>();
}
