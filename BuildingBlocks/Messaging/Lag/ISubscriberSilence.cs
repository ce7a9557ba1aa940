namespace DbPerService.Messaging;

/// <summary>How long a subscriber could have answered an event and has not.</summary>
public interface ISubscriberSilence
{
    /// <summary>
    /// The time, by the monotonic clock of this process, for which the event has provably been in the broker and applied by the subscriber,
    /// and for which everything that was published meanwhile to the topics this service subscribes to has been applied here.
    /// Only time in which database and broker could be measured counts, so an outage of either never adds to it.
    /// </summary>
    /// <param name="subscriber">The subscriber's name: its consumer group.</param>
    /// <param name="topic">The topic the event was published to; one that this service publishes.</param>
    /// <param name="committedAt">
    /// A time of this service's database clock, not before the transaction that appended the event had its first write.
    /// </param>
    /// <returns>
    /// Zero while any of that is unknown: database, broker, relay or consumer are unavailable, the subscriber is behind, or the event is
    /// older than this process or than a log that the broker lost. Such an event counts only when it is resent.
    /// </returns>
#pragma warning disable CA1716 // A keyword of Visual Basic only.
    TimeSpan Of(string subscriber, string topic, DateTimeOffset committedAt);

    /// <summary>
    /// The time, measured in the same way, for which the event has been in the broker and the subscriber has applied nothing at all of the
    /// topic although something waits for it: it is stopped, or cannot do its work. One that is behind and moves is not at a standstill.
    /// </summary>
    /// <inheritdoc cref="Of" />
    TimeSpan StandstillOf(string subscriber, string topic, DateTimeOffset committedAt);
#pragma warning restore CA1716
}
