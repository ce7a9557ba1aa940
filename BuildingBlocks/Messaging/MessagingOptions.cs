using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging;

/// <summary>The messaging options of a service. Bound from <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>The service's name: its consumer group, the source of its events, the name of its outbox.</summary>
    [Required]
    public string Service { get; set; } = "";

    /// <summary>The topic on which this service announces dead letters. It is the only writer.</summary>
    public string DeadLetterTopic => ServiceDeclaration.DeadLetterTopicOf(Service);

    /// <summary>The largest number of messages applied in one transaction.</summary>
    /// <value>The default is 500.</value>
    [Range(1, 10_000)]
    public int MaxBatchSize { get; set; } = 500;

    /// <summary>The largest number of events handed to the producer and not yet acknowledged.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 10_000;

    /// <summary>The size limit of an event's payload and key in bytes.</summary>
    /// <value>The default is 900,000, which with headers is below a broker's default limit.</value>
    [Range(1_000, 100_000_000)]
    public int MaxEventBytes { get; set; } = 900_000;

    /// <summary>How often a handler is tried with one message, not counting transient failures, before it becomes a dead letter.</summary>
    /// <value>The default is 3.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The longest delay between two attempts while a dependency is unavailable.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Age of the oldest event not published, or not applied by a subscriber, above which the service is degraded.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LagThreshold { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The broker.</summary>
    [Required]
    public KafkaOptions Kafka { get; set; } = new();
}

/// <summary>The connection to the broker. Bound from <c>Messaging:Kafka</c>; the address is the connection string <c>kafka</c>.</summary>
public sealed partial class KafkaOptions
{
    /// <summary>Bootstrap servers, <c>host:port</c>, separated by commas.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>The longest time that the broker holds a fetch that finds nothing.</summary>
    /// <value>The default is 500 ms, like Kafka's. Use a few milliseconds on the development broker, which always waits for its end.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan FetchWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a heartbeat after which a consumer counts as dead.</summary>
    /// <value>The default is 10 seconds, so that the partitions of a frozen or vanished instance are reassigned within 15.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an event can be sent at all: an instance that was frozen for longer sends nothing that it had queued. A relay that waits for
    /// an acknowledgement for half of it ends its run and restarts where confirmation ended.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the producer waits for more events before it sends a batch.</summary>
    /// <value>The default is 0: events that arrive during a request are sent with the next one, so batches grow with the load.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>Whether the service creates the topics it publishes if they are missing.</summary>
    /// <value>The default is true.</value>
    public bool CreateTopics { get; set; } = true;

    /// <summary>Partitions of a created topic.</summary>
    /// <value>The default is 6.</value>
    [Range(1, 1000)]
    public int Partitions { get; set; } = 6;

    /// <summary>Replicas of a created topic; -1 for the broker's default.</summary>
    /// <value>The default is 3, or the number of brokers if there are fewer.</value>
    [Range(-1, 10)]
    public short? ReplicationFactor { get; set; }

    /// <summary>The <c>min.insync.replicas</c> of a created topic.</summary>
    /// <value>The default is 2 for a topic with three or more replicas, and otherwise the broker's default.</value>
    [Range(1, 10)]
    public int? MinInSyncReplicas { get; set; }
}
