using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// Reads what the subscribed topics still hold from their beginning, beside the consumer group and without moving its offsets: for a
/// service that builds a copy anew while the present one is in use.
/// </summary>
public interface ITopicReplay
{
    /// <summary>What every partition of the subscribed topics holds at the moment.</summary>
    /// <exception cref="KafkaException">The broker is unavailable.</exception>
    Task<IReadOnlyList<TopicExtent>> ExtentsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads everything within the extents, in order per partition. What the broker has deleted meanwhile is left out: extents taken
    /// afterwards show it.
    /// </summary>
    /// <exception cref="TimeoutException">The broker delivers nothing for half a minute.</exception>
    /// <exception cref="InvalidOperationException">A topic ends before its extent does: the broker has lost events.</exception>
    IAsyncEnumerable<ReplayedBatch> ReadAsync(IReadOnlyList<TopicExtent> extents, CancellationToken cancellationToken);
}

/// <summary>What a partition holds.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">The offset of the first message. Above 0 the broker has deleted earlier ones.</param>
/// <param name="End">The offset behind the last message.</param>
public sealed record TopicExtent(string Topic, int Partition, long First, long End);

/// <summary>Messages that were read together.</summary>
/// <param name="Events">The events of types that the service handles.</param>
/// <param name="Messages">How many messages were read.</param>
/// <param name="Unreadable">How many of them could not be read as the event that their type names.</param>
public sealed record ReplayedBatch(IReadOnlyList<ReplayedEvent> Events, int Messages, int Unreadable);

/// <summary>An event that was read again.</summary>
/// <param name="Event">The event.</param>
/// <param name="Id">The event's id, the same on every delivery.</param>
/// <param name="Time">When the owner committed it, UTC.</param>
public sealed record ReplayedEvent(object Event, Guid Id, DateTimeOffset Time);
