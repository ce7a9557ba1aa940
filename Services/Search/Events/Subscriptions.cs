using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Search.Events;

/// <summary>The events that Search handles.</summary>
static class Subscriptions
{
    public static MessagingBuilder HandlesProducts(this MessagingBuilder messaging) => messaging.Handle<ProductChanged, ProductHandler>();
}
