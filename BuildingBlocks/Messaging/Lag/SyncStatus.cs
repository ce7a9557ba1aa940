namespace DbPerService.Messaging;

/// <summary>The response of <c>GET /sync</c>.</summary>
sealed record SyncStatus(
    string Service,
    DateTimeOffset StartedAt,
    IReadOnlyList<SubscriptionStatus> Subscriptions,
    IReadOnlyList<OutboxStatus> Outboxes,
    IReadOnlyList<SubscriberStatus> Subscribers);

/// <summary>What was applied of one event type, and how late, since the process started.</summary>
sealed record SubscriptionStatus(
    string Topic,
    string Source,
    string Type,
    Guid? LastEventId,
    DateTimeOffset? LastEventTime,
    DateTimeOffset? LastAppliedAt,
    long Applied,
    LagQuantiles Lag,
    IReadOnlyList<LagBucket> Buckets);

/// <summary>Seconds from commit to commit.</summary>
sealed record LagQuantiles(long Count, double P50, double P95, double P99, double Max);

/// <summary>How far an outbox is published. <paramref name="NewestPublished"/> is this instance's; a stand-by publishes nothing.</summary>
sealed record OutboxStatus(string Name, EventMark? NewestCommitted, EventMark? NewestPublished, long Published, string Relay);

/// <summary>The owner's side of an edge: age in seconds of the oldest committed event that the subscriber has not applied, 0 for none.</summary>
sealed record SubscriberStatus(string Subscriber, string Topic, double OldestUnappliedAge);
