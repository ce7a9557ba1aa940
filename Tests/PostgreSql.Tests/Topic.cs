using System.Text;
using Confluent.Kafka;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The topics as another client sees them.</summary>
static class Topic
{
    const int Partitions = 6;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>All messages of a topic, in order per partition, once there are at least so many.</summary>
    public static List<ConsumeResult<string, string>> Read(EngineProcess kafka, string topic, int atLeast, TimeSpan? within = null)
    {
        var messages = new List<ConsumeResult<string, string>>();
        Consume(kafka, topic, within ?? Limit, message =>
        {
            if (!message.IsPartitionEOF)
            {
                messages.Add(message);
            }

            return messages.Count >= atLeast;
        });
        return messages;
    }

    /// <summary>All present messages of a topic, in order per partition.</summary>
    public static List<ConsumeResult<string, string>> ReadToEnd(EngineProcess kafka, string topic)
    {
        var messages = new List<ConsumeResult<string, string>>();
        var ended = new HashSet<int>();
        Consume(kafka, topic, Limit, message =>
        {
            if (message.IsPartitionEOF)
            {
                ended.Add(message.Partition.Value);
            }
            else
            {
                messages.Add(message);
            }

            return ended.Count == Partitions;
        });
        return ended.Count == Partitions
            ? messages
            : throw new TimeoutException(
                $"{topic}: {messages.Count} messages, and the end of the partitions {string.Join(", ", ended)} only, within {Limit}.");
    }

    static void Consume(EngineProcess kafka, string topic, TimeSpan within, Func<ConsumeResult<string, string>, bool> isLast)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = $"127.0.0.1:{kafka.Port}",
            GroupId = Guid.NewGuid().ToString(),
            FetchWaitMaxMs = 5,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var limit = TimeProvider.System.GetUtcNow() + within;
        while (TimeProvider.System.GetUtcNow() < limit)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } message && isLast(message))
            {
                return;
            }
        }
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

    /// <summary>Writes messages unchanged, to the partition that their keys select.</summary>
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
