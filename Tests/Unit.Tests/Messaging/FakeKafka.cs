using Confluent.Kafka;
using Confluent.Kafka.Admin;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>Clients of a fake broker, which answers calls by method name.</summary>
sealed class FakeKafka : IKafkaClients
{
    /// <summary>The broker's topics; the test adds and removes.</summary>
    public List<string> Topics { get; } = [];

    /// <summary>Called before a request to inspect or create topics is answered; may throw.</summary>
    public Action<string> OnAdminCall { get; set; } = _ => { };

    /// <summary>The requested topics.</summary>
    public List<TopicSpecification> Made { get; } = [];

    public CallAnswer OnProducerCall { get; set; } = (_, _) => null;

    /// <summary>Answers the calls of each new consumer.</summary>
    public Func<CallAnswer> NewConsumer { get; set; } = () => (_, _) => null;

    public IProducer<byte[], byte[]> Producer(Action<Error> onError) => CallProxy.Of<IProducer<byte[], byte[]>>(OnProducerCall);

    public IConsumer<byte[], byte[]> Consumer(
        Action<IConsumer<byte[], byte[]>, List<TopicPartition>> onAssigned,
        Action<IConsumer<byte[], byte[]>, List<TopicPartitionOffset>> onRevoked) => CallProxy.Of<IConsumer<byte[], byte[]>>(NewConsumer());

    public IConsumer<byte[], byte[]> Observer(string group) => throw new NotSupportedException();

    public IConsumer<byte[], byte[]> Reader() => throw new NotSupportedException();

    public IAdminClient Admin() => CallProxy.Of<IAdminClient>((method, arguments) =>
    {
        lock (Topics)
        {
            switch (method)
            {
                case nameof(IAdminClient.GetMetadata):
                    OnAdminCall(method);
                    return new Metadata(
                        [new(1, "broker", 9092)], Topics.ConvertAll(topic => new TopicMetadata(topic, [], new Error(ErrorCode.NoError))), 1, "broker");
                case nameof(IAdminClient.CreateTopicsAsync):
                    OnAdminCall(method);
                    var asked = ((IEnumerable<TopicSpecification>)arguments[0]!).ToList();
                    Made.AddRange(asked);
                    Topics.AddRange(asked.Select(topic => topic.Name));
                    return Task.CompletedTask;
                default:
                    return null;
            }
        }
    });
}
