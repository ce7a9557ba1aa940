using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Creates the topics that this service publishes and waits for those it subscribes to, so that no event goes to a topic that a broker
/// created automatically. Keeps watching: a broker that comes back empty gets its topics again.
/// </summary>
sealed class TopicInitializer(
    IKafkaClients kafka, EventRegistry registry, MessagingOptions options, TimeProvider time, ILogger<TopicInitializer> logger)
    : BackgroundService
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
        // A service that handles nothing has no dead letters.
        var written = registry.Topics.Count > 0 ? options.Targets.Keys.Append(options.DeadLetterTopic).ToList() : [.. options.Targets.Keys];
        var needed = written.Union(registry.Topics).ToList();
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
                    if (options.Kafka.CreateTopics && written.Intersect(missing).ToList() is { Count: > 0 } own)
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

    async Task CreateAsync(IAdminClient admin, List<string> topics, int brokers)
    {
        var replicas = options.Kafka.ReplicationFactor ?? (short)Math.Clamp(brokers, 1, 3);
        var inSync = options.Kafka.MinInSyncReplicas ?? (replicas >= 3 ? 2 : (int?)null);
        try
        {
            await admin.CreateTopicsAsync(
                topics.Select(topic => new TopicSpecification
                {
                    Name = topic,
                    NumPartitions = options.Kafka.Partitions,
                    ReplicationFactor = replicas,
                    Configs = inSync is { } least
                        ? new() { ["min.insync.replicas"] = least.ToString(CultureInfo.InvariantCulture) }
                        : [],
                }),
                new CreateTopicsOptions { RequestTimeout = CallTimeout, OperationTimeout = CallTimeout });
        }
        catch (CreateTopicsException exception)
            when (exception.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another instance was faster.
        }
    }
}
