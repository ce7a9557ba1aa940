using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

/// <summary>The evidence of a chaos run beyond that of every run.</summary>
sealed record ChaosEvidence
{
    public required Evidence Run { get; init; }

    /// <summary>Requests that were refused.</summary>
    public required int Refused { get; init; }

    /// <summary>From the end of the last fault until nothing was unfinished; null if something stayed unfinished.</summary>
    public required TimeSpan? SettledAfter { get; init; }

    public required TimeSpan SettleLimit { get; init; }

    public required BrokerLosses BrokerLosses { get; init; }

    public required Deliveries Deliveries { get; init; }

    /// <summary>Dead letters by service.</summary>
    public required IReadOnlyList<(string Service, DeadLetterSnapshot Letter)> DeadLetters { get; init; }
}
