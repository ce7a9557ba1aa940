using System.Text.Json.Serialization;

namespace DbPerService.Replay.Target;

sealed record PlaceOrderRequest(string UserId, string Currency, string PaymentToken, IReadOnlyList<OrderLineSnapshot> Lines);

sealed record OrderLineSnapshot(string ProductId, int Quantity, decimal UnitPrice)
{
    /// <summary>From the copy that Orders keeps; only read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductName { get; init; }
}

sealed record RegisterUserRequest(string Id, string Name, string Email, string Password);

sealed record ChangeUserRequest(string Name, string Email);

/// <param name="Id">Only in the request that adds the product.</param>
/// <param name="Name">The display name.</param>
/// <param name="Category">The name of its category.</param>
/// <param name="UnitPrice">The price of one unit.</param>
/// <param name="Currency">The price's currency.</param>
/// <param name="Discontinued">Whether it can no longer be ordered.</param>
sealed record SetProductRequest(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    string Name,
    string Category,
    decimal UnitPrice,
    string Currency,
    bool Discontinued);

sealed record ProductSnapshot(string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued, long Version);

sealed record SignInRequest(string UserId, string Password);

sealed record SessionSnapshot(string Id, string Token);

sealed record SetBasketRequest(string Currency, IReadOnlyList<OrderLineSnapshot> Lines);

sealed record CheckoutRequest(string PaymentToken);

sealed record OrderSnapshot
{
    public const string Placed = nameof(Placed);
    public const string Confirmed = nameof(Confirmed);
    public const string Cancelled = nameof(Cancelled);

    public required Guid Id { get; init; }
    public string? UserId { get; init; }
    public string? UserName { get; init; }
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

sealed record OrderStep(string Name, DateTimeOffset? At)
{
    public const string Confirmation = nameof(Confirmation);
    public const string Cancellation = nameof(Cancellation);
}

sealed record PaymentSnapshot
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

sealed record AttemptSnapshot(string Operation, string Outcome)
{
    public const string Authorize = nameof(Authorize);
    public const string Void = nameof(Void);
    public const string Pending = nameof(Pending);
}

sealed record DeadLetterSnapshot(string Topic, string? Key, string Type, string Reason);

sealed record DeadLetters(IReadOnlyList<DeadLetterSnapshot> Items);

sealed record ReservationSnapshot
{
    public const string Rejected = nameof(Rejected);
    public const string Committed = nameof(Committed);
    public const string Released = nameof(Released);

    public required Guid OrderId { get; init; }
    public required string Status { get; init; }
}

sealed record StockSnapshot
{
    public required string ProductId { get; init; }
    public required long OnHand { get; init; }
    public required long Reserved { get; init; }
    public required long Available { get; init; }
    public required long Sold { get; init; }
}

/// <summary>How a service says what is wrong with a request (RFC 9457).</summary>
sealed record Problem(string? Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>An order as the read side has it.</summary>
sealed record HistorySnapshot
{
    public required string UserId { get; init; }
    public string? UserName { get; init; }
    public required string Status { get; init; }
    public required decimal Total { get; init; }
    public IReadOnlyList<OrderLineSnapshot> Lines { get; init; } = [];
    public HistoryFact? Payment { get; init; }
    public HistoryFact? Stock { get; init; }
}

sealed record HistoryFact(string Status);

sealed record SearchSnapshot(IReadOnlyList<SearchHit> Items);

sealed record SearchHit(string ProductId);

sealed record DetailsSnapshot(IReadOnlyDictionary<string, DetailsPart> Parts);

sealed record DetailsPart(string Status)
{
    public const string Fresh = "fresh";
}

sealed record SetStockRequest(int OnHand);

sealed record StockReceiptRequest(string ReceiptId, int Quantity);

sealed record ResponsePage<T>
{
    public required IReadOnlyList<T> Items { get; init; }
    public string? Next { get; init; }
}
