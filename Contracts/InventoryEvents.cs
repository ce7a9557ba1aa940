using DbPerService.Messaging;

namespace DbPerService.Contracts;

public sealed record StockReserved(Guid OrderId) : IEvent
{
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>Nothing is reserved for the order: at least one line exceeded the available stock.</summary>
public sealed record StockRejected(Guid OrderId, IReadOnlyList<StockShortage> Shortages) : IEvent
{
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The requested and the available quantity of a product.</summary>
public sealed record StockShortage(string ProductId, int Requested, int Available);

public sealed record StockCommitted(Guid OrderId) : IEvent
{
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>Nothing is reserved for the order any more, whether or not anything ever was.</summary>
public sealed record StockReleased(Guid OrderId) : IEvent
{
    public static string Topic => Topics.Inventory;
    string IEvent.Key => OrderId.ToString();
}
