using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace DbPerService.Messaging;

/// <summary>Queries the broker, one request at a time: a client must not be disposed of while it is in use.</summary>
sealed class KafkaBrokerView(IKafkaClients kafka, MessagingOptions options, TimeProvider time) : IBrokerView
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    // Not disposed of: a late caller finds the view closed.
    readonly SemaphoreSlim _gate = new(1, 1);
    readonly Lazy<IAdminClient> _admin = new(kafka.Admin);
    readonly Dictionary<string, IConsumer<byte[], byte[]>> _observers = [];
    bool _isDisposed;

    public async Task<BrokerSample> MeasureAsync(IReadOnlyCollection<string> topics, IReadOnlyCollection<string> groups)
    {
        // The topic's actual number of partitions, which may have grown since it was created.
        var partitions = (await CallAsync(() => _admin.Value.GetMetadata(CallTimeout))).Topics.Where(topic => topics.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition.PartitionId)).ToList();
        var low = await OffsetsAsync(partitions, OffsetSpec.Earliest());
        var high = await OffsetsAsync(partitions, OffsetSpec.Latest());
        var committed = new Dictionary<string, IReadOnlyDictionary<TopicPartition, long>>();
        foreach (var group in groups)
        {
            committed[group] = await CallAsync(() => CommittedBy(group, partitions));
        }

        return new BrokerSample(
            partitions.ToDictionary(partition => partition, partition => new LogBounds(low[partition], high[partition])), committed);
    }

    public Task<DateTimeOffset?> TimeAtAsync(TopicPartition partition, long offset) => CallAsync(() => TimeAt(partition, offset));

    /// <summary>Waits for the current request, which takes no longer than its time-out.</summary>
    public void Dispose()
    {
        _gate.Wait();
        _isDisposed = true;
        _gate.Release();
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }

        foreach (var observer in _observers.Values)
        {
            observer.Dispose();
        }
    }

    Task<T> CallAsync<T>(Func<T> call) => CallAsync(() => Task.Run(call));

    async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await _gate.WaitAsync();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return await call();
        }
        finally
        {
            _gate.Release();
        }
    }

    async Task<Dictionary<TopicPartition, long>> OffsetsAsync(List<TopicPartition> partitions, OffsetSpec spec)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var result = await CallAsync(() => _admin.Value.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = CallTimeout }));
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
                ? CloudEventHeaders.TimeOf(null, result.Message.Timestamp, time.GetUtcNow())
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
