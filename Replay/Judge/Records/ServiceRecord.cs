namespace DbPerService.Replay.Judge.Records;

/// <summary>What one service's database has recorded of events.</summary>
/// <param name="Published">All that it committed, in order per key; empty where that is not kept.</param>
internal sealed record ServiceRecord(IReadOnlyList<PublishedEvent> Published)
{
    /// <summary>The newest event of each key, where no more is kept.</summary>
    public IReadOnlyList<PublishedEvent> Newest { get; init; } = [];

    /// <summary>What it applied; null where there is no inbox.</summary>
    public IReadOnlyList<InboxEntry>? Inbox { get; init; }
}

/// <param name="Id">The event's.</param>
/// <param name="Transaction">That applied it.</param>
/// <param name="Place">In that transaction's batch; null where that was not recorded.</param>
internal readonly record struct InboxEntry(Guid Id, long Transaction, int? Place);
