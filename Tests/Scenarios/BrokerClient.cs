using System.Text;
using Confluent.Kafka;
using DbPerService.Contracts;

namespace DbPerService.Tests.Scenarios;

/// <summary>The topics as another client sees and writes them.</summary>
public sealed class BrokerClient(IRunningSystem system)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The first matching message from the beginning of the topic on.</summary>
    public Message<string, byte[]> Find(string topic, Func<Message<string, byte[]>, bool> fits)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var result in Read(topic, enablePartitionEof: false))
        {
            if (result?.Message is { } message && fits(message))
            {
                return message;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                break;
            }
        }

        throw new TimeoutException($"No such message on {topic} within {Patience}.");
    }

    /// <summary>All present messages of the topic, those of one partition in order.</summary>
    public IReadOnlyList<Message<string, byte[]>> All(string topic)
    {
        var (messages, ended) = (new List<Message<string, byte[]>>(), new HashSet<int>());
        var started = TimeProvider.System.GetTimestamp();
        foreach (var result in Read(topic, enablePartitionEof: true))
        {
            if (result is { IsPartitionEOF: true })
            {
                ended.Add(result.Partition.Value);
            }
            else if (result is not null)
            {
                messages.Add(result.Message);
            }

            if (ended.Count == SystemMap.Partitions)
            {
                return messages;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                break;
            }
        }

        throw new TimeoutException($"The end of {topic} was not reached within {Patience}.");
    }

    /// <summary>Reads the topic from its beginning; null whenever nothing arrived for a while.</summary>
    IEnumerable<ConsumeResult<string, byte[]>?> Read(string topic, bool enablePartitionEof)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = system.Kafka,
            GroupId = Guid.NewGuid().ToString(),
            EnableAutoCommit = false,
            EnablePartitionEof = enablePartitionEof,
            FetchWaitMaxMs = 10,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, SystemMap.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (true)
        {
            yield return consumer.Consume(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <returns>Where each was written to.</returns>
    public async Task<IReadOnlyList<TopicPartitionOffset>> WriteAsync(string topic, params Message<string, byte[]>[] messages)
    {
        using var producer = new ProducerBuilder<string, byte[]>(
            new ProducerConfig { BootstrapServers = system.Kafka, Partitioner = Partitioner.Murmur2Random }).SetLogHandler((_, _) => { }).Build();
        var positions = new List<TopicPartitionOffset>();
        foreach (var message in messages)
        {
            positions.Add((await producer.ProduceAsync(topic, message, Cancelled)).TopicPartitionOffset);
        }

        return positions;
    }

    public static Message<string, byte[]> Event(string key, string type, string source, string payload) => new()
    {
        Key = key,
        Value = Encoding.UTF8.GetBytes(payload),
        Headers =
        [
            Header("ce_specversion", "1.0"), Header("ce_id", Guid.CreateVersion7().ToString()), Header("ce_type", type),
            Header("ce_source", "/" + source), Header("ce_time", TimeProvider.System.GetUtcNow().ToString("O")), Header("ce_subject", key),
        ],
    };

    public static string Header(Message<string, byte[]> message, string name) =>
        message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";

    static Header Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
