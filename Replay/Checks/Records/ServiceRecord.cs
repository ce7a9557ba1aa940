namespace DbPerService.Replay.Checks.Records;

/// <summary>What one service's database has recorded about events.</summary>
/// <param name="Published">All events it committed, in order per key; empty if they are not kept.</param>
sealed record ServiceRecord(IReadOnlyList<PublishedEvent> Published)
{
    /// <summary>The newest event of each key, if only that is kept.</summary>
    public IReadOnlyList<PublishedEvent> Newest { get; init; } = [];

    /// <summary>The events it applied; null if there is no inbox.</summary>
    public IReadOnlyList<InboxEntry>? Inbox { get; init; }
}

/// <param name="Id">The event's id.</param>
/// <param name="Transaction">The transaction that applied it.</param>
/// <param name="Place">Its place in that transaction's batch; null if that was not recorded.</param>
readonly record struct InboxEntry(Guid Id, long Transaction, int? Place);
