using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Logs and groups as the broker knows them. Not thread-safe.</summary>
interface IBrokerView : IDisposable
{
    /// <summary>
    /// The logs of the topics, and then each group's committed offsets of them. Topics that do not exist are left out.
    /// </summary>
    /// <exception cref="KafkaException">The broker is unavailable.</exception>
    Task<BrokerSample> MeasureAsync(IReadOnlyCollection<string> topics, IReadOnlyCollection<string> groups);

    /// <summary>When the owner committed the event at an offset, or null if it cannot be read at the moment.</summary>
    Task<DateTimeOffset?> TimeAtAsync(TopicPartition partition, long offset);
}
