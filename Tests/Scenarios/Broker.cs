using System.Text;
using Confluent.Kafka;

namespace DbPerService.Tests.Scenarios;

/// <summary>The topics as a foreign client sees and writes them.</summary>
public sealed class Broker(IRunningSystem system)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The first message that fits, from the beginning of the topic on.</summary>
    public Message<string, byte[]> Find(string topic, Func<Message<string, byte[]>, bool> fits)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = system.Kafka,
            GroupId = Guid.NewGuid().ToString(),
            EnableAutoCommit = false,
            FetchWaitMaxMs = 10,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Contracts.Topics.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result && fits(result.Message))
            {
                return result.Message;
            }
        }

        throw new TimeoutException($"No such message on {topic} within {Patience}.");
    }

    public async Task WriteAsync(string topic, params Message<string, byte[]>[] messages)
    {
        using var producer = new ProducerBuilder<string, byte[]>(
            new ProducerConfig { BootstrapServers = system.Kafka, Partitioner = Partitioner.Murmur2Random }).SetLogHandler((_, _) => { }).Build();
        foreach (var message in messages)
        {
            await producer.ProduceAsync(topic, message, Cancelled);
        }
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
