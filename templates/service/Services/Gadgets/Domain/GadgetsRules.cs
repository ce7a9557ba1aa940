using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Gadgets.Domain;

/// <summary>What this service decides; pure.</summary>
static class GadgetsRules
{
    /// <summary>Records an order once and publishes that it did. A resent event changes nothing and gets the same reply.</summary>
    public static Decision<GadgetsEntry> Record(GadgetsEntry? entry, OrderConfirmed order, DateTime now) =>
        new(entry ?? new GadgetsEntry(order.OrderId, now), new GadgetsRecorded(order.OrderId));
}
