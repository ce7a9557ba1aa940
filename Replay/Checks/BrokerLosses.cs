namespace DbPerService.Replay.Checks;

/// <summary>
/// The times at which the broker lost its log. Events in it may not have been delivered; the sagas then published their last events again,
/// possibly while an instance was still applying what it had read before. Outboxes and inboxes lose nothing, so all other checks hold.
/// </summary>
sealed record BrokerLosses(IReadOnlyList<DateTime> At)
{
    public static BrokerLosses None { get; } = new([]);

    /// <summary>Whether an event may have been lost with the log.</summary>
    public bool MayHaveTaken(PublishedEvent @event) => At.Any(loss => loss > @event.CommittedAt);

    /// <summary>Whether one event may have been in a log that was lost before the other was committed.</summary>
    public bool IsBetween(PublishedEvent early, PublishedEvent late) => At.Any(loss => early.CommittedAt < loss && late.CommittedAt > loss);
}
