using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks.Copies;

/// <summary>What other services than the owners say of users, products and orders.</summary>
sealed record CopyEvidence
{
    /// <summary>The names of users, by id, as their owner has them.</summary>
    public required IReadOnlyDictionary<string, string> Users { get; init; }

    /// <summary>The names of products, by id, as their owner has them.</summary>
    public required IReadOnlyDictionary<string, string> Products { get; init; }

    /// <summary>The orders, with the names that Orders has copied.</summary>
    public required IReadOnlyList<OrderSnapshot> Orders { get; init; }

    public required IReadOnlyList<PaymentSnapshot> Payments { get; init; }

    public required IReadOnlyList<ReservationSnapshot> Reservations { get; init; }

    /// <summary>The view of each order, null for one that the view does not have; null if OrderHistory does not run.</summary>
    public IReadOnlyDictionary<Guid, HistorySnapshot?>? Histories { get; init; }

    /// <summary>The ids that a search for each product found; null if Search does not run.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Found { get; init; }

    /// <summary>The composed details of each order; null if nobody asked for them.</summary>
    public IReadOnlyDictionary<Guid, DetailsSnapshot?>? Details { get; init; }
}
