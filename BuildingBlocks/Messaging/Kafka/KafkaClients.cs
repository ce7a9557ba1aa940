using System.Collections.Concurrent;
using System.Net;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>The clients of librdkafka, configured by the options.</summary>
sealed class KafkaClients(MessagingOptions options, TimeProvider time, ILoggerFactory loggers) : IKafkaClients
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    readonly ILogger _logger = loggers.CreateLogger("DbPerService.Messaging.Kafka");
    readonly ConcurrentDictionary<string, long> _told = new();

    /// <inheritdoc />
    public IProducer<byte[], byte[]> Producer(Action<Error> onError) => new ProducerBuilder<byte[], byte[]>(ProducerConfig())
        .SetErrorHandler((_, error) => { Log(error); onError(error); }).SetLogHandler(Log).Build();

    /// <inheritdoc />
    public IConsumer<byte[], byte[]> Consumer(
        Action<IConsumer<byte[], byte[]>, List<TopicPartition>> onAssigned,
        Action<IConsumer<byte[], byte[]>, List<TopicPartitionOffset>> onRevoked) =>
        new ConsumerBuilder<byte[], byte[]>(ConsumerConfig()).SetErrorHandler((_, error) => Log(error)).SetLogHandler(Log)
            .SetPartitionsAssignedHandler((consumer, partitions) => onAssigned(consumer, partitions))
            .SetPartitionsRevokedHandler((consumer, partitions) => onRevoked(consumer, partitions))
            .Build();

    /// <inheritdoc />
    public IConsumer<byte[], byte[]> Observer(string group) =>
        new ConsumerBuilder<byte[], byte[]>(Configured(new ConsumerConfig
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            // It joins no group, but the library requires max.poll.interval.ms, which a setting may shorten, to be no shorter than this.
            SessionTimeoutMs = Milliseconds(options.Kafka.SessionTimeout),
            FetchWaitMaxMs = 50,
            QueuedMinMessages = 1,
            QueuedMaxMessagesKbytes = 1024,
        })).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();

    /// <inheritdoc />
    public IConsumer<byte[], byte[]> Reader() =>
        new ConsumerBuilder<byte[], byte[]>(Configured(new ConsumerConfig
        {
            GroupId = options.Service,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            SessionTimeoutMs = Milliseconds(options.Kafka.SessionTimeout),
            FetchWaitMaxMs = Milliseconds(options.Kafka.FetchWait),
            FetchQueueBackoffMs = 50,
            FetchErrorBackoffMs = 100,
            QueuedMinMessages = 10_000,
            QueuedMaxMessagesKbytes = 16 * 1024,
            EnablePartitionEof = true,
        })).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();

    /// <inheritdoc />
    public IAdminClient Admin() => new AdminClientBuilder(AdminConfig())
        .SetErrorHandler((_, error) => Log(error)).SetLogHandler(Log).Build();

    /// <summary>Builds one client of each kind and disposes of it.</summary>
    /// <exception cref="InvalidOperationException">The library rejects the configuration; the message names the setting.</exception>
    public void Check()
    {
        try
        {
            new ProducerBuilder<byte[], byte[]>(ProducerConfig()).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build().Dispose();
            new ConsumerBuilder<byte[], byte[]>(ConsumerConfig()).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build().Dispose();
            Observer(options.Service).Dispose();
            new AdminClientBuilder(AdminConfig()).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build().Dispose();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or KafkaException)
        {
            var reason = KafkaProperties.Redact(options.Kafka, exception.Message);
            throw new InvalidOperationException($"{KafkaProperties.SettingOf(options.Kafka, exception.Message)}: {reason}", exception);
        }
    }

    internal ProducerConfig ProducerConfig() => Configured(new ProducerConfig
    {
        EnableIdempotence = true,
        LingerMs = options.Kafka.Linger.TotalMilliseconds,
        QueueBufferingMaxMessages = Math.Max(100_000, options.MaxInFlight * 2),
        MessageTimeoutMs = Milliseconds(options.Kafka.DeliveryTimeout), // RelayRun ends before.
        Partitioner = Confluent.Kafka.Partitioner.Murmur2Random, // Like the Java clients, so that all producers of a key agree.
        EnableDeliveryReports = true,
        DeliveryReportFields = "status",
        EnableBackgroundPoll = true,
    });

    internal ConsumerConfig ConsumerConfig() => Configured(new ConsumerConfig
    {
        GroupId = options.Service,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoOffsetStore = false,
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 500,
        FetchWaitMaxMs = Milliseconds(options.Kafka.FetchWait),
        FetchQueueBackoffMs = 50,
        FetchErrorBackoffMs = 100,
        QueuedMinMessages = 10_000,
        QueuedMaxMessagesKbytes = 16 * 1024,
        SessionTimeoutMs = Milliseconds(options.Kafka.SessionTimeout),
        HeartbeatIntervalMs = Math.Max(200, Milliseconds(options.Kafka.SessionTimeout) / 4),
        MaxPollIntervalMs = Math.Max(300_000, Milliseconds(options.Kafka.SessionTimeout)),
        // The same partition of every topic goes to one instance: the replies of two participants to a saga meet in one batch there,
        // while two instances would wait for each other's rows.
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        EnablePartitionEof = false,
        AllowAutoCreateTopics = false,
        TopicMetadataRefreshIntervalMs = 5_000,
    });

    internal AdminClientConfig AdminConfig() => Configured(new AdminClientConfig());

    /// <summary>Adds what all clients have in common, then the hook of the service's code, then its settings.</summary>
    T Configured<T>(T config) where T : ClientConfig
    {
        config.BootstrapServers = options.Kafka.BootstrapServers;
        config.ClientId = $"{options.Service}@{Dns.GetHostName()}:{Environment.ProcessId}";
        config.SocketNagleDisable = true;
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 500;
        config.SocketTimeoutMs = 10_000;
        config.MetadataRecoveryStrategy = MetadataRecoveryStrategy.Rebootstrap;
        config.AllowAutoCreateTopics ??= false;
        var reserved = KafkaProperties.ReservedOf(config);
        options.Kafka.Hooks.Apply(config);
        if (reserved.Except(KafkaProperties.ReservedOf(config)).Concat(KafkaProperties.ReservedOf(config).Except(reserved)).ToList() is [var changed, ..])
        {
            throw new InvalidOperationException($"The service's code changes '{changed.Key}' of a Kafka client; its guarantees depend on it.");
        }

        KafkaProperties.Apply(options.Kafka, config);
        return config;
    }

    static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    void Log(Error error) => LogOnce(error.Code.ToString(), error.Reason);

    void Log(IClient client, LogMessage message)
    {
        // Syslog levels up to 3 (error); connection problems below that are reported once through the error handler.
        if ((int)message.Level <= 3)
        {
            LogOnce(message.Facility, message.Message);
        }
    }

    /// <summary>Every connection reports an unavailable broker at every attempt: one line of a kind from time to time is enough.</summary>
    void LogOnce(string code, string reason)
    {
        var now = time.GetTimestamp();
        var last = _told.GetOrAdd(code, long.MinValue);
        if ((last == long.MinValue || time.GetElapsedTime(last, now) > Silence) && _told.TryUpdate(code, now, last))
        {
            _logger.KafkaError(code, reason);
        }
    }
}
