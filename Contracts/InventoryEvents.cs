using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>All lines of the order are reserved.</summary>
/// <param name="OrderId">The order.</param>
public sealed record StockReserved(Guid OrderId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>Nothing is reserved for the order: at least one line exceeded the available stock.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Shortages">The lines that exceeded the available stock.</param>
public sealed record StockRejected(Guid OrderId, IReadOnlyList<StockShortage> Shortages) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The requested and the available quantity of a product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Requested">The quantity in the order.</param>
/// <param name="Available">The quantity that was on hand and not reserved.</param>
public sealed record StockShortage(string ProductId, int Requested, int Available);

/// <summary>The reserved quantities of a confirmed order are sold.</summary>
/// <param name="OrderId">The order.</param>
public sealed record StockCommitted(Guid OrderId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>Nothing is reserved for the order any more, whether or not anything ever was.</summary>
/// <param name="OrderId">The order.</param>
public sealed record StockReleased(Guid OrderId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}
