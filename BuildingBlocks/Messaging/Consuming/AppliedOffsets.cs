using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// Reports to the client how far each partition is applied. The client commits offsets automatically, but only beyond the last one it
/// knows to be committed: if a broker lost its log and starts again at zero, it would commit nothing until that is passed, and the group
/// would seem to have read nothing. Offsets before the known one are therefore committed here.
/// </summary>
sealed class AppliedOffsets
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    readonly Dictionary<TopicPartition, long> _known = [];

    /// <summary>Reads the group's committed offsets of newly assigned partitions.</summary>
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
            // Only a sync lag figure depends on it.
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
            // The partition was reassigned meanwhile. The other instance reads these messages again and finds them in its inbox.
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
            // The broker is unavailable again, or the group is rebalancing: retried with the next batch.
            return false;
        }
    }
}
