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
internal sealed record AppliedEvent(string Subscriber, PublishedEvent Event, long Transaction);

/// <summary>What the owners' outboxes and the subscribers' inboxes hold of a run.</summary>
/// <param name="Published">All that owners committed.</param>
/// <param name="Applied">All that subscribers did.</param>
internal sealed record Deliveries(IReadOnlyList<PublishedEvent> Published, IReadOnlyList<AppliedEvent> Applied);
