using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Builds Kafka clients, all with the settings that the promises of this library rest on. The caller disposes of them.</summary>
interface IKafkaClients
{
    /// <summary>Idempotent, so that a retried send neither repeats nor overtakes: order per key depends on it.</summary>
    IProducer<byte[], byte[]> Producer(Action<Error> onError);

    /// <summary>Commits only offsets that were stored after the effect was committed.</summary>
    IConsumer<byte[], byte[]> Consumer(
        Action<IConsumer<byte[], byte[]>, List<TopicPartition>> onAssigned,
        Action<IConsumer<byte[], byte[]>, List<TopicPartitionOffset>> onRevoked);

    /// <summary>Reads without joining a group's work: for offsets of <paramref name="group"/> and single messages.</summary>
    IConsumer<byte[], byte[]> Observer(string group);

    /// <summary>Looks at topics and makes them.</summary>
    IAdminClient Admin();
}
