using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging;

/// <summary>How a service takes part in messaging. Bound from <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>The service's name: its consumer group, the source of its events, the name of its outbox.</summary>
    [Required]
    public string Service { get; set; } = "";

    /// <summary>The topic that this service announces dead letters on: its own, since a topic has one writer.</summary>
    public string DeadLetterTopic => Service + ".dead-letter";

    /// <summary>Most messages applied in one transaction.</summary>
    /// <value>The default is 500.</value>
    [Range(1, 10_000)]
    public int MaxBatchSize { get; set; } = 500;

    /// <summary>Most events handed to the producer and not yet acknowledged.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 10_000;

    /// <summary>Most bytes of an event's payload and key that are taken into the outbox.</summary>
    /// <value>The default is 900,000: less than a broker takes unless it is configured, headers included.</value>
    [Range(1_000, 100_000_000)]
    public int MaxEventBytes { get; set; } = 900_000;

    /// <summary>How often a handler is tried on one key, beyond transient failures of the database, before the event becomes a dead letter.</summary>
    /// <value>The default is 3.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Longest wait between two tries while something the service depends on is away.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Age of the oldest event not applied by a target, or not published, at which the service reports itself degraded.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LagThreshold { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The topics this service writes to, each with the services that apply its events: whose lag it measures from its side.</summary>
    public IDictionary<string, IReadOnlyList<string>> Targets { get; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The broker.</summary>
    [Required]
    public KafkaOptions Kafka { get; set; } = new();
}

/// <summary>How the broker is spoken to. Bound from <c>Messaging:Kafka</c>; the address is the connection string <c>kafka</c>.</summary>
public sealed partial class KafkaOptions
{
    /// <summary>Bootstrap servers, <c>host:port</c>, separated by commas.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Longest time the broker holds a fetch that finds nothing.</summary>
    /// <value>The default is 500 ms, Kafka's own. The development engine answers only at its end, so there a few milliseconds do.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan FetchWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a heartbeat after which a consumer is taken for dead.</summary>
    /// <value>The default is 10 seconds, so that what an instance that is frozen or has vanished had goes to another one within 15.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an event waits for the broker's acknowledgement before the relay gives the run up, begins again where confirmation ended
    /// and sends it again. An instance that was frozen for longer sends nothing of what it had queued.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the producer waits for company before it sends a batch.</summary>
    /// <value>The default is 0: what comes while a request is under way goes together with the next one, so batches grow with the load.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>Whether the service makes the topics it writes to when they are missing.</summary>
    /// <value>The default is true.</value>
    public bool CreateTopics { get; set; } = true;

    /// <summary>Partitions of a topic that is made.</summary>
    /// <value>The default is 6.</value>
    [Range(1, 1000)]
    public int Partitions { get; set; } = 6;

    /// <summary>Replicas of a topic that is made; -1 for the broker's default.</summary>
    /// <value>The default is 3, or the number of brokers where there are fewer.</value>
    [Range(-1, 10)]
    public short? ReplicationFactor { get; set; }

    /// <summary>The <c>min.insync.replicas</c> of a topic that is made.</summary>
    /// <value>The default is 2 for a topic with three replicas or more, and else the broker's default.</value>
    [Range(1, 10)]
    public int? MinInSyncReplicas { get; set; }
}
