using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// Hands the client how far each partition is applied. The client commits that by itself, but only what is beyond the last it knows to be
/// committed: where a broker has lost its log and begins again at zero it would be silent until that is passed, and the group would seem
/// to have read nothing. What lies before the known one is therefore committed here.
/// </summary>
sealed class AppliedOffsets
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    readonly Dictionary<TopicPartition, long> _known = [];

    /// <summary>Learns what the group has committed of partitions that have come to this instance.</summary>
    public void Learn(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        try
        {
            foreach (var committed in consumer.Committed(partitions, Timeout))
            {
                if (!committed.Offset.IsSpecial)
                {
                    _known[committed.TopicPartition] = committed.Offset.Value;
                }
            }
        }
        catch (KafkaException)
        {
            // Only a figure of the sync lag depends on it.
        }
    }

    public void Store(IConsumer<byte[], byte[]> consumer, TopicPartition partition, long next)
    {
        var position = new TopicPartitionOffset(partition, next);
        try
        {
            consumer.StoreOffset(position);
        }
        catch (KafkaException exception) when (exception.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // The partition went to another instance meanwhile. It reads these again and finds them applied.
            return;
        }

        if (!_known.TryGetValue(partition, out var known) || next >= known || Commits(consumer, position))
        {
            _known[partition] = next;
        }
    }

    static bool Commits(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset position)
    {
        try
        {
            consumer.Commit([position]);
            return true;
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            // The broker is away again, or the group is changing: tried again with the next batch.
            return false;
        }
    }
}
