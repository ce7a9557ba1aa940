namespace DbPerService.Inventory.Domain;

enum ReservationStatus
{
    Reserved,
    Rejected,
    Committed,
    Released,
}

sealed record ReservationLine(string ProductId, int Quantity);

/// <summary>The requested and the available quantity of a product.</summary>
sealed record Shortage(string ProductId, int Requested, long Available);

/// <summary>What is reserved for an order: one per order, so the order id is its key and makes every request for it idempotent.</summary>
sealed record Reservation(
    Guid OrderId,
    ReservationStatus Status,
    IReadOnlyList<ReservationLine> Lines,
    IReadOnlyList<Shortage> Shortages,
    DateTime CreatedAt,
    DateTime UpdatedAt);
