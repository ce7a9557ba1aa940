using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>One measurement of the broker.</summary>
/// <param name="Logs">The bounds of every partition of the existing topics.</param>
/// <param name="Committed">The committed offsets of each group, for each partition of which it has read anything.</param>
sealed record BrokerSample(
    IReadOnlyDictionary<TopicPartition, LogBounds> Logs,
    IReadOnlyDictionary<string, IReadOnlyDictionary<TopicPartition, long>> Committed)
{
    /// <summary>The first offset of a partition that the group has not applied, or null when there is none.</summary>
    public long? NextOf(string group, TopicPartition partition)
    {
        var (low, high) = Logs[partition];
        // An offset beyond the end belongs to a log that the broker has lost: nothing of the present log is applied.
        var next = Committed[group].TryGetValue(partition, out var committed) && committed <= high ? Math.Max(committed, low) : low;
        return next < high ? next : null;
    }

    /// <summary>Whether the group has applied everything that an earlier sample saw in the topics.</summary>
    public bool HasReached(BrokerSample earlier, string group, IReadOnlyCollection<string> topics) =>
        earlier.Logs.All(log => !topics.Contains(log.Key.Topic) || log.Value.Low == log.Value.High
            || (Committed[group].TryGetValue(log.Key, out var committed) && committed <= Logs[log.Key].High && committed >= log.Value.High));

    /// <summary>Whether the group has applied anything of the topic since an earlier sample, or has nothing left to apply.</summary>
    public bool HasMoved(BrokerSample earlier, string group, string topic)
    {
        var partitions = Logs.Keys.Where(partition => partition.Topic == topic).ToList();
        return partitions.TrueForAll(partition => NextOf(group, partition) is null)
            || partitions.Exists(partition => earlier.NextOf(group, partition) is { } waiting && NextOf(group, partition) != waiting);
    }

    /// <summary>
    /// Whether the earlier sample's offsets have lost their meaning: a topic lost events or gained partitions, or a group lost its offsets.
    /// </summary>
    public bool IsDiscontinuous(BrokerSample earlier) =>
        Logs.Count != earlier.Logs.Count
        || Logs.Any(log => !earlier.Logs.TryGetValue(log.Key, out var before) || log.Value.High < before.High)
        || Committed.Any(group => group.Value.Any(position => HasLostItsPlace(earlier, group.Key, position.Key, position.Value)));

    bool HasLostItsPlace(BrokerSample earlier, string group, TopicPartition partition, long committed)
    {
        if (!earlier.Committed.TryGetValue(group, out var positions) || !positions.TryGetValue(partition, out var before)
            || !Logs.TryGetValue(partition, out var log) || before > earlier.Logs[partition].High)
        {
            return false;
        }

        return committed < before || (committed < log.Low && before >= earlier.Logs[partition].Low);
    }
}

/// <summary>The offset of the first message of a partition, and the one after the last.</summary>
readonly record struct LogBounds(long Low, long High);
