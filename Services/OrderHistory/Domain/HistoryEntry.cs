using System.Text.Json.Serialization;
using DbPerService.Contracts;

namespace DbPerService.OrderHistory.Domain;

enum OrderState
{
    Placed,
    Confirmed,
    Cancelled,
}

enum PaymentState
{
    Authorized,
    Declined,
    Captured,
    Voided,
}

enum StockState
{
    Reserved,
    Rejected,
    Committed,
    Released,
}

/// <summary>
/// An order as the events of all topics describe it: one fact per type of event, each optional. Entries form a join-semilattice: merging is
/// commutative, associative and idempotent, because it is in each fact (<see cref="Fact.First"/>). So the entry is the same in whichever
/// order the events of different topics arrive, and however often.
/// </summary>
sealed record HistoryEntry(Guid OrderId)
{
    public Placement? Placed { get; init; }

    public Confirmation? Confirmed { get; init; }

    public Cancellation? Cancelled { get; init; }

    public Authorization? Authorized { get; init; }

    public Refusal? Declined { get; init; }

    public Capture? Captured { get; init; }

    public Voiding? Voided { get; init; }

    public StockChange? Reserved { get; init; }

    public Rejection? Rejected { get; init; }

    public StockChange? Committed { get; init; }

    public StockChange? Released { get; init; }

    [JsonIgnore]
    public OrderState Status =>
        Confirmed is not null ? OrderState.Confirmed : Cancelled is not null ? OrderState.Cancelled : OrderState.Placed;

    /// <summary>As Payments has it: a declined payment stays declined when its order is cancelled.</summary>
    [JsonIgnore]
    public PaymentState? Payment =>
        Captured is not null ? PaymentState.Captured
        : Declined is not null ? PaymentState.Declined
        : Voided is not null ? PaymentState.Voided
        : Authorized is not null ? PaymentState.Authorized
        : null;

    /// <summary>As Inventory has it: a rejected reservation stays rejected when its order is cancelled.</summary>
    [JsonIgnore]
    public StockState? Stock =>
        Committed is not null ? StockState.Committed
        : Rejected is not null ? StockState.Rejected
        : Released is not null ? StockState.Released
        : Reserved is not null ? StockState.Reserved
        : null;

    /// <summary>The events behind it, oldest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Type, DateTime At)> Events =>
    [
        .. new (string Type, Fact? Fact)[]
            {
                (nameof(OrderPlaced), Placed), (nameof(OrderConfirmed), Confirmed), (nameof(OrderCancelled), Cancelled),
                (nameof(PaymentAuthorized), Authorized), (nameof(PaymentDeclined), Declined), (nameof(PaymentCaptured), Captured),
                (nameof(PaymentVoided), Voided), (nameof(StockReserved), Reserved), (nameof(StockRejected), Rejected),
                (nameof(StockCommitted), Committed), (nameof(StockReleased), Released),
            }
            .Where(e => e.Fact is not null).Select(e => (e.Type, e.Fact!.At)).OrderBy(e => e.At),
    ];

    /// <returns>An entry with the facts of both; this one if the other adds nothing.</returns>
    public HistoryEntry Merge(HistoryEntry other)
    {
        var merged = this with
        {
            Placed = Fact.First(Placed, other.Placed),
            Confirmed = Fact.First(Confirmed, other.Confirmed),
            Cancelled = Fact.First(Cancelled, other.Cancelled),
            Authorized = Fact.First(Authorized, other.Authorized),
            Declined = Fact.First(Declined, other.Declined),
            Captured = Fact.First(Captured, other.Captured),
            Voided = Fact.First(Voided, other.Voided),
            Reserved = Fact.First(Reserved, other.Reserved),
            Rejected = Fact.First(Rejected, other.Rejected),
            Committed = Fact.First(Committed, other.Committed),
            Released = Fact.First(Released, other.Released),
        };
        return IsSameAs(merged) ? this : merged;
    }

    /// <summary>Whether the other entry adds nothing.</summary>
    public bool Includes(HistoryEntry other) => ReferenceEquals(Merge(other), this);

    /// <summary>Merges those of the same order.</summary>
    public static List<HistoryEntry> Join(IEnumerable<HistoryEntry> entries) =>
        [.. entries.GroupBy(entry => entry.OrderId).Select(ofOrder => ofOrder.Aggregate((one, other) => one.Merge(other)))];

    bool IsSameAs(HistoryEntry merged) =>
        ReferenceEquals(Placed, merged.Placed) && ReferenceEquals(Confirmed, merged.Confirmed)
        && ReferenceEquals(Cancelled, merged.Cancelled) && ReferenceEquals(Authorized, merged.Authorized)
        && ReferenceEquals(Declined, merged.Declined) && ReferenceEquals(Captured, merged.Captured)
        && ReferenceEquals(Voided, merged.Voided) && ReferenceEquals(Reserved, merged.Reserved)
        && ReferenceEquals(Rejected, merged.Rejected) && ReferenceEquals(Committed, merged.Committed)
        && ReferenceEquals(Released, merged.Released);
}
