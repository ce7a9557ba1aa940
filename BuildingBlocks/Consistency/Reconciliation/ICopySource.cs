namespace DbPerService.Consistency;

/// <summary>What an owner publishes of its data, or what a service keeps of it: entries in the order of their keys.</summary>
public interface ICopySource
{
    /// <summary>
    /// The first entries of a range. Keys are compared by their bytes in UTF-8 (on PostgreSQL <c>COLLATE "C"</c>), so that owner and copy mean
    /// the same range.
    /// </summary>
    Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken);
}

/// <summary>A copy of another service's data that can be repaired.</summary>
public interface ICopy : ICopySource
{
    /// <summary>The fields that it keeps: those that are compared.</summary>
    IReadOnlyList<string> Fields { get; }

    /// <summary>
    /// Sets entries to the owner's state, each only if it is still as it was found: an event that came in between has changed its version,
    /// and wins.
    /// </summary>
    /// <returns>How many were changed.</returns>
    Task<int> RepairAsync(IReadOnlyList<CopyRepair> repairs, CancellationToken cancellationToken);
}

/// <summary>A repair of one entry.</summary>
/// <param name="Key">Its key.</param>
/// <param name="FoundVersion">The version that the copy has; null if it lacks the entry.</param>
/// <param name="Owned">The owner's state; null if the owner does not have the entry, and the copy must lose it.</param>
public sealed record CopyRepair(string Key, long? FoundVersion, CopyItem? Owned);
