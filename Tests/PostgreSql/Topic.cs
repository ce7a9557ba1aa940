using System.Text;
using Confluent.Kafka;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The topics as a foreign client sees them.</summary>
static class Topic
{
    /// <summary>Everything that has come to a topic, in order per partition, until there are at least so many messages.</summary>
    public static List<ConsumeResult<string, string>> Read(EngineProcess kafka, string topic, int atLeast, TimeSpan? within = null)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = $"127.0.0.1:{kafka.Port}",
            GroupId = Guid.NewGuid().ToString(),
            FetchWaitMaxMs = 5,
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(Enumerable.Range(0, 6).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var messages = new List<ConsumeResult<string, string>>();
        var limit = TimeProvider.System.GetUtcNow() + (within ?? TimeSpan.FromSeconds(60));
        while (messages.Count < atLeast && TimeProvider.System.GetUtcNow() < limit)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } message)
            {
                messages.Add(message);
            }
        }

        return messages;
    }

    public static async Task WriteAsync(EngineProcess kafka, string topic, string key, byte[] value, params (string Name, string Value)[] headers)
    {
        using var producer = new ProducerBuilder<string, byte[]>(
            new ProducerConfig { BootstrapServers = $"127.0.0.1:{kafka.Port}", Partitioner = Partitioner.Murmur2Random }).Build();
        var message = new Message<string, byte[]> { Key = key, Value = value, Headers = [] };
        foreach (var (name, text) in headers)
        {
            message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
        }

        await producer.ProduceAsync(topic, message, TestContext.Current.CancellationToken);
    }

    /// <summary>Writes messages as they are, to the partition that their keys choose.</summary>
    public static async Task WriteAsync(EngineProcess kafka, string topic, params Message<byte[], byte[]>[] messages)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = $"127.0.0.1:{kafka.Port}", Partitioner = Partitioner.Murmur2Random }).Build();
        foreach (var message in messages)
        {
            await producer.ProduceAsync(topic, message, TestContext.Current.CancellationToken);
        }
    }

    public static string Header(this ConsumeResult<string, string> result, string name) =>
        result.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
}
