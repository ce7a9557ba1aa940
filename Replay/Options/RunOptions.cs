using DbPerService.Replay.Crash;

namespace DbPerService.Replay.Options;

/// <summary>What is replayed, how, and against which system.</summary>
sealed record RunOptions
{
    public required string System { get; init; }
    public required string Folder { get; init; }

    /// <summary>Orders a second on a fixed schedule; null places them as fast as the system takes them.</summary>
    public double? Rate { get; init; }
    public required int Times { get; init; }
    public required decimal Stock { get; init; }
    public string? Report { get; init; }
    public required int Concurrency { get; init; }

    /// <summary>Whether customers sign in and check out their baskets, instead of orders without a user's session.</summary>
    public bool Checkout { get; init; }

    /// <summary>At full speed, how many orders may be accepted and not yet finished: what the broker has to hold.</summary>
    public required int Unfinished { get; init; }
    public required int Seed { get; init; }
    public IReadOnlyList<PlannedKill> Kills { get; init; } = [];
    public bool Crash { get; init; }
    public bool CrashKafka { get; init; }

    /// <summary>Faults to carry out while orders are placed; null for none.</summary>
    public ChaosOptions? Chaos { get; init; }

    /// <summary>How long nothing may move before the run gives up.</summary>
    public required TimeSpan Patience { get; init; }
}
