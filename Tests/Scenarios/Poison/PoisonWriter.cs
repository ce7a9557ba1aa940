using Confluent.Kafka;
using Confluent.Kafka.Admin;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>Writes poison messages, and knows how far they were read.</summary>
sealed class PoisonWriter(string bootstrapServers) : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly IProducer<byte[]?, byte[]?> _producer =
        new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();

    readonly IAdminClient _admin =
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <returns>Where each was written to.</returns>
    public async Task<IReadOnlyList<TopicPartitionOffset>> WriteAsync(IEnumerable<PoisonMessage> messages)
    {
        var writes = messages.Select(poison => _producer.ProduceAsync(
            new TopicPartition(poison.Topic, poison.Partition), poison.Message!, Cancelled)).ToList();
        var results = await Task.WhenAll(writes);
        return [.. results.Select(result => result.TopicPartitionOffset)];
    }

    /// <summary>Waits until the consumer group has handled all of the offsets.</summary>
    public async Task ReadAsync(string group, IEnumerable<TopicPartitionOffset> positions, TimeSpan within)
    {
        var ends = positions.GroupBy(at => at.TopicPartition).ToDictionary(of => of.Key, of => of.Max(at => at.Offset.Value) + 1);
        if (ends.Count == 0)
        {
            return;
        }

        await Eventually.IsTrue(
            async () =>
            {
                var committed = await _admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, [.. ends.Keys])]);
                return committed.Single().Partitions.All(at => at.Offset.Value >= ends[at.TopicPartition]);
            },
            Cancelled, within, $"{group} has read up to {string.Join(", ", ends)}", Pause);
    }

    public void Dispose()
    {
        _producer.Dispose();
        _admin.Dispose();
    }
}
