namespace DbPerService.Inventory.Domain;

internal enum ReservationStatus
{
    Reserved,
    Rejected,
    Committed,
    Released,
}

internal sealed record ReservationLine(string ProductId, int Quantity);

/// <summary>How much of a product was wanted and how much there was.</summary>
internal sealed record Shortage(string ProductId, int Requested, long Available);

/// <summary>What is held for an order: one an order, so the order's id is its key and makes every request for it idempotent.</summary>
internal sealed record Reservation(
    Guid OrderId,
    ReservationStatus Status,
    IReadOnlyList<ReservationLine> Lines,
    IReadOnlyList<Shortage> Shortages,
    DateTime CreatedAt,
    DateTime UpdatedAt);
