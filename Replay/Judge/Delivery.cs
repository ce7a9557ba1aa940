namespace DbPerService.Replay.Judge;

/// <param name="Id">The event's.</param>
/// <param name="Topic">Where it was published.</param>
/// <param name="Key">Its key.</param>
/// <param name="Type">Its type.</param>
/// <param name="Position">Its place in its owner's outbox.</param>
/// <param name="CommittedAt">By the clock of its owner's database.</param>
internal sealed record PublishedEvent(Guid Id, string Topic, string Key, string Type, long Position, DateTime CommittedAt);

/// <param name="Subscriber">The service that applied it.</param>
/// <param name="Event">What it applied.</param>
/// <param name="Transaction">The subscriber's transaction that did: of one key, later ones have higher numbers.</param>
/// <param name="Place">Where in that transaction's batch it stood; null where that was not recorded.</param>
internal sealed record AppliedEvent(string Subscriber, PublishedEvent Event, long Transaction, int? Place);

/// <summary>What the owners' outboxes and the subscribers' inboxes hold of a run.</summary>
/// <param name="Published">All that owners committed.</param>
/// <param name="Applied">All that subscribers did.</param>
internal sealed record Deliveries(IReadOnlyList<PublishedEvent> Published, IReadOnlyList<AppliedEvent> Applied)
{
    /// <summary>The newest event of each key, of owners that record no more than that of what is published.</summary>
    public IReadOnlyList<PublishedEvent> Newest { get; init; } = [];

    /// <summary>Services that record all they have published.</summary>
    public IReadOnlySet<string> Outboxes { get; init; } = new HashSet<string>();

    /// <summary>Services that record what they have applied; the others find a repeat by its business key.</summary>
    public IReadOnlySet<string> Inboxes { get; init; } = new HashSet<string>();

    /// <summary>A line for each record that was read, so that a report says what its verdicts rest on.</summary>
    public IEnumerable<string> Describe()
    {
        var outboxes = Published.GroupBy(x => x.Topic).Select(x => $"outbox of {x.Key}: {x.Count()} events");
        var newest = Newest.GroupBy(x => x.Topic).Select(x => $"newest event of each key of {x.Key}: {x.Count()}");
        var inboxes = Applied.GroupBy(x => (x.Subscriber, x.Event.Topic)).Select(x =>
            $"inbox of {x.Key.Subscriber}: {x.Count()} events of {x.Key.Topic}, {Shared(x)} of them in batches with others of their key");
        return outboxes.Concat(newest).Concat(inboxes).Order(StringComparer.Ordinal);
    }

    static int Shared(IEnumerable<AppliedEvent> applied) =>
        applied.GroupBy(x => (x.Event.Key, x.Transaction)).Select(x => x.Count()).Where(x => x > 1).Sum();
}
