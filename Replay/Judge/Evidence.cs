using DbPerService.Replay.Target;

namespace DbPerService.Replay.Judge;

/// <summary>All that the services say after the run, and what the run itself knows: enough to judge every invariant.</summary>
internal sealed record Evidence
{
    /// <summary>
    /// Orders that were answered with 202, in the order of the answers, and what was asked for; null when nobody noted it.
    /// </summary>
    public IReadOnlyList<AcceptedOrder>? Accepted { get; init; }

    public int AcceptedCount => Accepted?.Count ?? 0;

    /// <summary>Orders that nobody answered for: they may exist or not.</summary>
    public int Unanswered { get; init; }

    /// <summary>Every order that came into being since the run began.</summary>
    public required IReadOnlyList<Order> Orders { get; init; }
    public required IReadOnlyList<Payment> Payments { get; init; }
    public required IReadOnlyList<Reservation> Reservations { get; init; }

    /// <summary>What was there before the orders; null when they are all there ever were, and nobody noted what came in.</summary>
    public IReadOnlyList<StockBefore>? Before { get; init; }
    public required IReadOnlyList<Stock> After { get; init; }
}

internal readonly record struct AcceptedOrder(Guid Id, decimal Total);
