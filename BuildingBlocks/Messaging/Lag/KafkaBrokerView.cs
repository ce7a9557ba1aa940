using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace DbPerService.Messaging;

/// <summary>Asks the broker itself.</summary>
sealed class KafkaBrokerView(KafkaClients kafka, MessagingOptions options) : IBrokerView
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    readonly Lazy<IAdminClient> _admin = new(kafka.Admin);
    readonly Dictionary<string, IConsumer<byte[], byte[]>> _observers = [];

    public async Task<BrokerSample> MeasureAsync(IReadOnlyCollection<string> topics, IReadOnlyCollection<string> groups)
    {
        // The number of partitions is the topic's own, which may have grown since it was made.
        var partitions = (await Task.Run(() => _admin.Value.GetMetadata(CallTimeout))).Topics.Where(topic => topics.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition.PartitionId)).ToList();
        var low = await OffsetsAsync(partitions, OffsetSpec.Earliest());
        var high = await OffsetsAsync(partitions, OffsetSpec.Latest());
        return new BrokerSample(
            partitions.ToDictionary(partition => partition, partition => new LogBounds(low[partition], high[partition])),
            await Task.Run(() => groups.ToDictionary(group => group, IReadOnlyDictionary<TopicPartition, long> (group) => CommittedBy(group, partitions))));
    }

    public Task<DateTimeOffset?> TimeAtAsync(TopicPartition partition, long offset) => Task.Run(() => TimeAt(partition, offset));

    public void Dispose()
    {
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }

        foreach (var observer in _observers.Values)
        {
            observer.Dispose();
        }
    }

    async Task<Dictionary<TopicPartition, long>> OffsetsAsync(List<TopicPartition> partitions, OffsetSpec spec)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var result = await _admin.Value.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = CallTimeout });
        return result.ResultInfos.ToDictionary(
            info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
    }

    Dictionary<TopicPartition, long> CommittedBy(string group, List<TopicPartition> partitions) =>
        Observer(group).Committed(partitions, CallTimeout).Where(position => !position.Offset.IsSpecial)
            .ToDictionary(position => position.TopicPartition, position => position.Offset.Value);

    DateTimeOffset? TimeAt(TopicPartition partition, long offset)
    {
        var observer = Observer(options.Service);
        observer.Assign(new TopicPartitionOffset(partition, offset));
        try
        {
            return observer.Consume(CallTimeout) is { } result
                ? new DateTimeOffset(result.Message.Timestamp.UtcDateTime, TimeSpan.Zero)
                : null;
        }
        finally
        {
            observer.Unassign();
        }
    }

    IConsumer<byte[], byte[]> Observer(string group)
    {
        if (!_observers.TryGetValue(group, out var observer))
        {
            _observers.Add(group, observer = kafka.Observer(group));
        }

        return observer;
    }
}
