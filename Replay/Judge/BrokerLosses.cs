namespace DbPerService.Replay.Judge;

/// <summary>
/// When the broker lost its log. What it had was perhaps never delivered, and the sagas published their last events again, perhaps while an
/// instance was still applying what it had read before. The outboxes and inboxes lose nothing, so everything else is judged all the same.
/// </summary>
internal sealed record BrokerLosses(IReadOnlyList<DateTime> At)
{
    public static BrokerLosses None { get; } = new([]);

    /// <summary>Whether an event may have been lost with the log.</summary>
    public bool MayHaveTaken(PublishedEvent @event) => At.Any(loss => loss > @event.CommittedAt);

    /// <summary>Whether one event may have been in a log that was lost before the other was committed.</summary>
    public bool IsBetween(PublishedEvent early, PublishedEvent late) => At.Any(loss => early.CommittedAt < loss && late.CommittedAt > loss);
}
