namespace DbPerService.Messaging;

/// <summary>How long a subscriber could have replied to an event and has not.</summary>
public interface ISubscriberSilence
{
    /// <summary>
    /// The time, by this process's monotonic clock, for which the event has provably been in the broker and applied by the subscriber, and
    /// for which everything that was published meanwhile to the topics this service subscribes to has been applied here. Only time in
    /// which database and broker could be measured counts, so an outage of either never adds to it.
    /// </summary>
    /// <param name="subscriber">The subscriber's name: its consumer group.</param>
    /// <param name="topic">The topic the event was published to; one that this service publishes.</param>
    /// <param name="committedAt">
    /// A time of this service's database clock, not before the first write of the transaction that appended the event.
    /// </param>
    /// <returns>
    /// Zero while any of that is unknown: database, broker, relay or consumer are unavailable, the subscriber lags, or the event is older
    /// than this process or than a log that the broker lost. Such an event counts only once it is resent.
    /// </returns>
#pragma warning disable CA1716 // A keyword of Visual Basic only.
    TimeSpan Of(string subscriber, string topic, DateTimeOffset committedAt);

    /// <summary>
    /// The time, measured in the same way, for which the event has been in the broker and the subscriber has applied nothing at all of the
    /// topic although events wait for it: it is stopped, or cannot work. A subscriber that lags but makes progress has not stalled.
    /// </summary>
    /// <inheritdoc cref="Of" />
    TimeSpan StandstillOf(string subscriber, string topic, DateTimeOffset committedAt);
#pragma warning restore CA1716
}
