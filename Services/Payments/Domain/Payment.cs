namespace DbPerService.Payments.Domain;

enum PaymentStatus
{
    /// <summary>The processor has not answered yet.</summary>
    Pending,
    Authorized,
    Declined,
    Captured,
    Voided,
}

enum PaymentOperation
{
    Authorize,
    Capture,
    Void,
}

sealed record PaymentAttempt(PaymentOperation Operation, PaymentStatus Outcome, DateTime At);

/// <summary>The payment of an order: one per order, so the order id is its key and makes every request for it idempotent.</summary>
sealed record Payment(Guid OrderId, Guid PaymentId, decimal Amount, string Currency, DateTime CreatedAt)
{
    public PaymentStatus Status { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Reason { get; init; }

    /// <summary>Kept only until the processor has answered.</summary>
    public string? Token { get; init; }

    /// <summary>When to fetch the processor's late answer; null if none is awaited.</summary>
    public DateTime? DueAt { get; init; }

    /// <summary>The trace that a late answer continues.</summary>
    public string? TraceParent { get; init; }

    public IReadOnlyList<PaymentAttempt> Attempts { get; init; } = [];

    public DateTime UpdatedAt { get; init; } = CreatedAt;

    public Payment After(PaymentOperation operation, PaymentStatus outcome, DateTime now) => this with
    {
        Status = outcome,
        Attempts = [.. Attempts, new PaymentAttempt(operation, outcome, now)],
        UpdatedAt = now,
    };
}
