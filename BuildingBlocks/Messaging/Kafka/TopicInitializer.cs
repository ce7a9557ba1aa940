using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Creates the topics that this service publishes and waits for those it subscribes to, so that no event goes to a topic that a broker
/// created automatically. Keeps watching: a broker that comes back empty gets its topics again, and the health check names a missing topic.
/// </summary>
sealed class TopicInitializer(
    IKafkaClients kafka, ServiceTopics topics, MessagingOptions options, BrokerStatus status, TimeProvider time,
    ILogger<TopicInitializer> logger) : BackgroundService
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(3);

    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every topic exists.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var backoff = new Backoff(options.MaxRetryDelay, time);
        var needed = topics.Written.Select(topic => topic.Name).Union(topics.Subscribed).ToList();
        var awaited = "";
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var admin = kafka.Admin();
                while (!stoppingToken.IsCancellationRequested)
                {
                    var metadata = await Task.Run(() => admin.GetMetadata(CallTimeout), stoppingToken);
                    var missing = needed.Except(metadata.Topics.ConvertAll(topic => topic.Topic)).ToList();
                    status.MissingTopics = missing;
                    if (options.Kafka.CreateTopics && topics.Written.Where(topic => missing.Contains(topic.Name)).ToList() is { Count: > 0 } own)
                    {
                        await CreateAsync(admin, own, metadata.Brokers.Count).WaitAsync(CallTimeout * 2, time, stoppingToken);
                    }
                    else if (missing.Count > 0)
                    {
                        if (awaited != (awaited = string.Join(", ", missing)))
                        {
                            logger.TopicsAwaited(awaited);
                        }

                        await backoff.WaitAsync(stoppingToken);
                    }
                    else
                    {
                        awaited = "";
                        backoff.Reset();
                        _ready.TrySetResult();
                        await Task.Delay(WatchInterval, time, stoppingToken);
                    }
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.KafkaError("topics", Failure.Reason(exception));
            }

            await backoff.WaitAsync(stoppingToken);
        }
    }

    async Task CreateAsync(IAdminClient admin, List<TopicDeclaration> missing, int brokers)
    {
        var replicas = options.Kafka.ReplicationFactor ?? (short)Math.Clamp(brokers, 1, 3);
        var inSync = options.Kafka.MinInSyncReplicas ?? (replicas >= 3 ? 2 : (int?)null);
        try
        {
            await admin.CreateTopicsAsync(
                missing.Select(topic => new TopicSpecification
                {
                    Name = topic.Name,
                    NumPartitions = options.Kafka.Partitions,
                    ReplicationFactor = replicas,
                    Configs = ConfigsOf(topic, inSync),
                }),
                new CreateTopicsOptions { RequestTimeout = CallTimeout, OperationTimeout = CallTimeout });
        }
        catch (CreateTopicsException exception)
            when (exception.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another instance was faster.
        }
    }

    static Dictionary<string, string> ConfigsOf(TopicDeclaration topic, int? inSync)
    {
        var configs = new Dictionary<string, string>();
        if (inSync is { } least)
        {
            configs["min.insync.replicas"] = least.ToString(CultureInfo.InvariantCulture);
        }

        if (topic.IsCompacted)
        {
            configs["cleanup.policy"] = "compact";
        }

        return configs;
    }
}
