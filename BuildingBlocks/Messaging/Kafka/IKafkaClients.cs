using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Builds Kafka clients, all with the settings on which this library's guarantees depend. The caller disposes of them.</summary>
interface IKafkaClients
{
    /// <summary>Idempotent, so that a retried send neither repeats nor overtakes: order per key depends on it.</summary>
    IProducer<byte[], byte[]> Producer(Action<Error> onError);

    /// <summary>Commits only offsets that were stored after the effect was committed.</summary>
    IConsumer<byte[], byte[]> Consumer(
        Action<IConsumer<byte[], byte[]>, List<TopicPartition>> onAssigned,
        Action<IConsumer<byte[], byte[]>, List<TopicPartitionOffset>> onRevoked);

    /// <summary>Reads without joining the group: offsets of <paramref name="group"/> and single messages.</summary>
    IConsumer<byte[], byte[]> Observer(string group);

    /// <summary>Reads whole topics without joining a group, as fast as they come, and reports the end of each partition.</summary>
    IConsumer<byte[], byte[]> Reader();

    /// <summary>Inspects and creates topics.</summary>
    IAdminClient Admin();
}
