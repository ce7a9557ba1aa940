using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>Gadgets has recorded a confirmed order.</summary>
/// <param name="OrderId">The order.</param>
public sealed record GadgetsRecorded(Guid OrderId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Gadgets;

    string IEvent.Key => OrderId.ToString();
}
