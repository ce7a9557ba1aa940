namespace DbPerService.Replay.Checks;

/// <param name="Id">The event's id.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Key">Its key.</param>
/// <param name="Type">Its type.</param>
/// <param name="Position">Its position in its owner's outbox.</param>
/// <param name="CommittedAt">When it was committed, by the clock of its owner's database.</param>
sealed record PublishedEvent(Guid Id, string Topic, string Key, string Type, long Position, DateTime CommittedAt);

/// <param name="Subscriber">The service that applied it.</param>
/// <param name="Event">The applied event.</param>
/// <param name="Transaction">The subscriber's transaction: within a key, later ones have higher numbers.</param>
/// <param name="Place">Its place in that transaction's batch; null if that was not recorded.</param>
sealed record AppliedEvent(string Subscriber, PublishedEvent Event, long Transaction, int? Place);

/// <summary>The contents of the owners' outboxes and the subscribers' inboxes from one run.</summary>
/// <param name="Published">All events that the owners committed.</param>
/// <param name="Applied">All events that the subscribers applied.</param>
sealed record Deliveries(IReadOnlyList<PublishedEvent> Published, IReadOnlyList<AppliedEvent> Applied)
{
    /// <summary>The newest event of each key, of owners that keep only that.</summary>
    public IReadOnlyList<PublishedEvent> Newest { get; init; } = [];

    /// <summary>Services that keep all events they published.</summary>
    public IReadOnlySet<string> Outboxes { get; init; } = new HashSet<string>();

    /// <summary>Services that record what they applied; the others detect a repeated event by its business key.</summary>
    public IReadOnlySet<string> Inboxes { get; init; } = new HashSet<string>();

    /// <summary>A line for each kind of record that was read, so that a report shows what its verdicts are based on.</summary>
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
