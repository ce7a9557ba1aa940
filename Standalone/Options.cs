using DbPerService.Contracts;

namespace DbPerService.Standalone;

/// <summary>What Standalone was asked for.</summary>
sealed record Options
{
    /// <summary>The state folder: a full path.</summary>
    public required string State { get; init; }

    public required bool Dashboard { get; init; }

    /// <summary>The services to run.</summary>
    public required IReadOnlyList<SystemService> Services { get; init; }

    /// <summary>How many instances of a service, by its name; one of those that are not in it.</summary>
    public required IReadOnlyDictionary<string, int> Instances { get; init; }

    /// <summary>The kind of database that is asked for, by the service's name.</summary>
    public required IReadOnlyDictionary<string, string> Databases { get; init; }

    /// <summary>Whether the services reach databases and broker through links that fail on demand.</summary>
    public required bool Links { get; init; }

    public string? ReplayFolder { get; init; }

    /// <summary>What the replay gets besides.</summary>
    public required IReadOnlyList<string> ReplayArguments { get; init; }

    /// <summary>Whether to stop when the replay is done.</summary>
    public required bool Exit { get; init; }
}
