using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Gadgets.Events;

/// <summary>The events that Gadgets handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesOrders(this MessagingBuilder messaging) => messaging.Handle<OrderConfirmed, GadgetsHandler>();
}
