using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Logs and groups as the broker knows them. Not for use by several threads.</summary>
interface IBrokerView : IDisposable
{
    /// <summary>
    /// The logs of the topics, and then what each group has committed of them. A topic that does not exist is left out.
    /// </summary>
    /// <exception cref="KafkaException">The broker is unavailable.</exception>
    Task<BrokerSample> MeasureAsync(IReadOnlyCollection<string> topics, IReadOnlyCollection<string> groups);

    /// <summary>When the owner committed the event at a position, or null where it cannot be read at the moment.</summary>
    Task<DateTimeOffset?> TimeAtAsync(TopicPartition partition, long offset);
}
