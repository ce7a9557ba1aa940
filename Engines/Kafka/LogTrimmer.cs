using System.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace DbPerService.Engines.Kafka;

/// <summary>
/// The broker finds a record by walking its partition from the oldest one, so it becomes slower with every record it keeps: at 2,000
/// records per second and two groups its CPU use grows from 13 % to 70 % of a core within a minute. Therefore what every subscriber of
/// a topic has committed is deleted, except the newest records.
/// </summary>
sealed class LogTrimmer(
    nint cluster, int port, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<string>> subscribers)
{
    const int Kept = 500;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (subscribers.Count == 0)
        {
            return;
        }

        var config = new AdminClientConfig { BootstrapServers = $"{IPAddress.Loopback}:{port}" };
        using var admin = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build();
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await TrimAsync(admin);
            }
            catch (KafkaException e)
            {
                Console.Error.WriteLine($"engines: trimming failed and will be retried: {e.Message}");
            }
        }
    }

    async Task TrimAsync(IAdminClient admin)
    {
        var read = await ReadByAllAsync(admin);
        var starts = await OffsetsAsync(admin, read.Keys, OffsetSpec.Earliest());
        var ends = await OffsetsAsync(admin, read.Keys, OffsetSpec.Latest());
        foreach (var (partition, position) in read)
        {
            // Never backwards: the broker would report records that its size limit has already deleted. And a group beyond the end
            // committed before this broker was restarted: it has read none of the present records.
            var before = position - Kept;
            if (before > starts[partition] && position <= ends[partition])
            {
                _ = Librdkafka.DeleteRecords(cluster, partition.Topic, partition.Partition.Value, before);
            }
        }
    }

    static async Task<Dictionary<TopicPartition, long>> OffsetsAsync(
        IAdminClient admin, IEnumerable<TopicPartition> partitions, OffsetSpec which)
    {
        var asked = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = which });
        var found = await admin.ListOffsetsAsync(asked);
        return found.ResultInfos.ToDictionary(
            info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
    }

    /// <summary>Per partition the offset that all subscribing groups have committed; 0 while one has committed none.</summary>
    async Task<Dictionary<TopicPartition, long>> ReadByAllAsync(IAdminClient admin)
    {
        var least = new Dictionary<TopicPartition, long>();
        foreach (var group in subscribers.Values.SelectMany(groups => groups).Distinct(StringComparer.Ordinal))
        {
            var partitions = subscribers.Where(entry => entry.Value.Contains(group))
                .SelectMany(entry => Enumerable.Range(0, topics[entry.Key]).Select(number => new TopicPartition(entry.Key, number)))
                .ToList();
            var committed = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)]);
            foreach (var offset in committed.Single().Partitions)
            {
                var position = Math.Max(0, offset.Offset.Value);
                least[offset.TopicPartition] = Math.Min(position, least.GetValueOrDefault(offset.TopicPartition, long.MaxValue));
            }
        }

        return least;
    }
}
