namespace DbPerService.Inventory.Domain;

internal enum ReservationStatus
{
    Reserved,
    Rejected,
    Committed,
    Released,
}

internal sealed record ReservationLine(string ProductId, int Quantity);

/// <summary>The requested and the available quantity of a product.</summary>
internal sealed record Shortage(string ProductId, int Requested, long Available);

/// <summary>What is reserved for an order: one per order, so the order id is its key and makes every request for it idempotent.</summary>
internal sealed record Reservation(
    Guid OrderId,
    ReservationStatus Status,
    IReadOnlyList<ReservationLine> Lines,
    IReadOnlyList<Shortage> Shortages,
    DateTime CreatedAt,
    DateTime UpdatedAt);
