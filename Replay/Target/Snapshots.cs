namespace DbPerService.Replay.Target;

internal sealed record PlaceOrderRequest(string UserId, string Currency, string PaymentToken, IReadOnlyList<OrderLineSnapshot> Lines);

internal sealed record OrderLineSnapshot(string ProductId, int Quantity, decimal UnitPrice);

internal sealed record OrderSnapshot
{
    public const string Placed = nameof(Placed);
    public const string Confirmed = nameof(Confirmed);
    public const string Cancelled = nameof(Cancelled);

    public required Guid Id { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public required string Currency { get; init; }
    public required decimal Total { get; init; }
    public IReadOnlyList<OrderLineSnapshot> Lines { get; init; } = [];
    public required DateTimeOffset PlacedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public IReadOnlyList<OrderStep> Steps { get; init; } = [];

    public bool IsFinal => Status is Confirmed or Cancelled;
    public DateTimeOffset? FinalAt => Steps.FirstOrDefault(x => x.Name is OrderStep.Confirmation or OrderStep.Cancellation)?.At;
}

internal sealed record OrderStep(string Name, DateTimeOffset? At)
{
    public const string Confirmation = nameof(Confirmation);
    public const string Cancellation = nameof(Cancellation);
}

internal sealed record PaymentSnapshot
{
    public const string Captured = nameof(Captured);
    public const string Declined = nameof(Declined);
    public const string Voided = nameof(Voided);

    public required Guid OrderId { get; init; }
    public required string Status { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public IReadOnlyList<AttemptSnapshot> Attempts { get; init; } = [];
}

internal sealed record AttemptSnapshot(string Operation, string Outcome)
{
    public const string Authorize = nameof(Authorize);
    public const string Void = nameof(Void);
    public const string Pending = nameof(Pending);
}

internal sealed record DeadLetterSnapshot(string Topic, string? Key, string Type, string Reason);

internal sealed record DeadLetters(IReadOnlyList<DeadLetterSnapshot> Items);

internal sealed record ReservationSnapshot
{
    public const string Rejected = nameof(Rejected);
    public const string Committed = nameof(Committed);
    public const string Released = nameof(Released);

    public required Guid OrderId { get; init; }
    public required string Status { get; init; }
}

internal sealed record StockSnapshot
{
    public required string ProductId { get; init; }
    public required long OnHand { get; init; }
    public required long Reserved { get; init; }
    public required long Available { get; init; }
    public required long Sold { get; init; }
}

/// <summary>How a service says what is wrong with a request (RFC 9457).</summary>
internal sealed record Problem(string? Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors);

internal sealed record SetStockRequest(int OnHand);

internal sealed record StockReceiptRequest(string ReceiptId, int Quantity);

internal sealed record ResponsePage<T>
{
    public required IReadOnlyList<T> Items { get; init; }
    public string? Next { get; init; }
}
