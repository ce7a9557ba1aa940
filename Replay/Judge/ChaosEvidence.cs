using DbPerService.Replay.Target;

namespace DbPerService.Replay.Judge;

/// <summary>What is judged of a chaos run beyond the invariants of every run.</summary>
internal sealed record ChaosEvidence
{
    public required Evidence Run { get; init; }

    /// <summary>Requests that were turned away.</summary>
    public required int Refused { get; init; }

    /// <summary>From the end of the last fault until nothing was unfinished; null when something was to the end.</summary>
    public required TimeSpan? SettledAfter { get; init; }

    public required TimeSpan SettleLimit { get; init; }

    public required BrokerLosses BrokerLosses { get; init; }

    public required Deliveries Deliveries { get; init; }

    /// <summary>By service.</summary>
    public required IReadOnlyList<(string Service, DeadLetter Letter)> DeadLetters { get; init; }
}
