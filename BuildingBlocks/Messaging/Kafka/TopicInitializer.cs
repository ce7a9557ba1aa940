using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Makes the topics this service writes to and waits for those it reads, so that no event goes to a topic that a broker made up.
/// </summary>
sealed class TopicInitializer(
    KafkaClients kafka, EventRegistry registry, MessagingOptions options, TimeProvider time, ILogger<TopicInitializer> logger)
    : BackgroundService
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every topic exists.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var backoff = new Backoff(options.MaxRetryDelay, time);
        var written = options.Targets.Keys.Append(options.DeadLetterTopic).ToList();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var admin = kafka.Admin();
                var existing = admin.GetMetadata(CallTimeout).Topics.ConvertAll(topic => topic.Topic);
                if (options.Kafka.CreateTopics && written.Except(existing).ToList() is { Count: > 0 } missing)
                {
                    await CreateAsync(admin, missing).WaitAsync(CallTimeout * 2, time, stoppingToken);
                }
                else if (written.Concat(registry.Topics).Except(existing).ToList() is { Count: > 0 } awaited)
                {
                    logger.TopicsAwaited(string.Join(", ", awaited));
                }
                else
                {
                    _ready.SetResult();
                    return;
                }
            }
            catch (Exception exception) when (exception is KafkaException or TimeoutException)
            {
                logger.KafkaError("topics", exception.Message);
            }

            await backoff.WaitAsync(stoppingToken);
        }
    }

    async Task CreateAsync(IAdminClient admin, List<string> topics)
    {
        try
        {
            await admin.CreateTopicsAsync(
                topics.Select(topic => new TopicSpecification
                {
                    Name = topic,
                    NumPartitions = options.Kafka.Partitions,
                    ReplicationFactor = options.Kafka.ReplicationFactor,
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
