using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

/// <summary>Everything the services report after the run, and what the run itself knows: the input of every invariant.</summary>
sealed record Evidence
{
    /// <summary>
    /// Orders that were accepted with 202, in the order of the responses, and what was requested; null if nobody recorded it.
    /// </summary>
    public IReadOnlyList<AcceptedOrder>? Accepted { get; init; }

    public int AcceptedCount => Accepted?.Count ?? 0;

    /// <summary>The number of requests without a response: their orders may exist or not.</summary>
    public int Unanswered { get; init; }

    /// <summary>Every order placed since the run began.</summary>
    public required IReadOnlyList<OrderSnapshot> Orders { get; init; }
    public required IReadOnlyList<PaymentSnapshot> Payments { get; init; }
    public required IReadOnlyList<ReservationSnapshot> Reservations { get; init; }

    /// <summary>Stock before the orders; null if these are all orders there ever were and nobody recorded what was received.</summary>
    public IReadOnlyList<StockBefore>? Before { get; init; }
    public required IReadOnlyList<StockSnapshot> After { get; init; }
}

readonly record struct AcceptedOrder(Guid Id, decimal Total);
