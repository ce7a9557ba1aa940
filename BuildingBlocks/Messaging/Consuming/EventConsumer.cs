using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Reads the topics this service subscribes to and applies what has arrived as one batch.
/// Offsets are stored only after the effects are committed. While the service's database is unavailable, the partitions are paused and
/// the batch is kept: nothing is lost or reordered. An instance whose database stays unavailable leaves the group, so that another
/// one that may reach it takes over; it rejoins once its database responds.
/// </summary>
sealed class EventConsumer(
    IKafkaClients kafka, EventRegistry registry, BatchApplier applier, TopicInitializer topics, MessagingOptions options, TimeProvider time,
    ILogger<EventConsumer> logger) : BackgroundService
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    // As long as the time-out of a lock or a lease; see docs/decisions/0022-leaving-the-consumer-group.md.
    static readonly TimeSpan LeaveAfter = TimeSpan.FromSeconds(10);

    readonly AppliedOffsets _applied = new();

    // Consume blocks, so the loop has its own thread.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => registry.Topics.Count == 0
        ? Task.CompletedTask
        : Task.Factory.StartNew(() => RunAsync(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    async Task RunAsync(CancellationToken stoppingToken)
    {
        await topics.ReadyAsync(stoppingToken);
        var backoff = new Backoff(options.MaxRetryDelay, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var consumer = kafka.Consumer(
                    (assigned, partitions) =>
                    {
                        logger.PartitionsAssigned(options.Service, partitions.Count);
                        _applied.Learn(assigned, partitions);
                    },
                    (revoked, partitions) =>
                    {
                        logger.PartitionsRevoked(options.Service, partitions.Count);
                        // The client keeps the pause of a revoked partition, which would still be paused when it is assigned again.
                        revoked.Resume(partitions.Select(partition => partition.TopicPartition));
                    });
                consumer.Subscribe(registry.Topics);
                ConsumedMessage notApplied;
                try
                {
                    notApplied = await ConsumeAsync(consumer, backoff, stoppingToken);
                }
                finally
                {
                    // Leaves the group and commits stored offsets, so that the others need not wait for the session to time out.
                    consumer.Close();
                }

                logger.GroupLeft(options.Service);
                while (!await applier.ReachesDatabaseAsync(notApplied, stoppingToken))
                {
                    await backoff.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.ConsumerInterrupted(options.Service, Failure.Reason(exception), Failure.Unexpected(exception));
                await backoff.WaitAsync(stoppingToken);
            }
        }
    }

    /// <summary>Reads and applies until the database has been unavailable for <see cref="LeaveAfter"/>.</summary>
    /// <returns>A message that could not be applied.</returns>
    async Task<ConsumedMessage> ConsumeAsync(IConsumer<byte[], byte[]> consumer, Backoff backoff, CancellationToken stoppingToken)
    {
        var results = new List<ConsumeResult<byte[], byte[]>>(options.MaxBatchSize);
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            results.Clear();
            Fill(consumer, results);
            if (results.Count == 0)
            {
                continue;
            }

            Activity.Current = null;
            var messages = results.ConvertAll(result => CloudEventHeaders.Read(result, time.GetUtcNow()));
            var batch = applier.Begin(messages);
            var paused = false;
            var since = time.GetTimestamp();
            while (await applier.ApplyAsync(batch, stoppingToken) is ApplyOutcome.DatabaseUnavailable { Failure: var failure })
            {
                if (!paused)
                {
                    logger.ApplyingWaits(options.Service, Failure.Reason(failure), Failure.Unexpected(failure));
                    paused = true;
                }

                if (time.GetElapsedTime(since) >= LeaveAfter)
                {
                    return messages[0];
                }

                await PausedAsync(consumer, backoff, stoppingToken);
            }

            Store(consumer, results);
            backoff.Reset();
            if (paused)
            {
                consumer.Resume(consumer.Assignment);
                logger.ApplyingGoesOn(options.Service);
            }
        }
    }

    /// <summary>Takes what has arrived: waits for the first message only, so that batches grow with the load and not with time.</summary>
    void Fill(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> results)
    {
        var wait = PollInterval;
        while (results.Count < options.MaxBatchSize && Next(consumer, wait) is { } result)
        {
            results.Add(result);
            wait = TimeSpan.Zero;
        }
    }

    ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer, TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // The client recovers by itself: topics that do not exist yet, unavailable brokers.
            logger.KafkaError(exception.Error.Code.ToString(), exception.Error.Reason);
            return null;
        }
    }

    /// <summary>Waits with the partitions paused. Polling continues, so that the group sees a live member.</summary>
    async Task PausedAsync(IConsumer<byte[], byte[]> consumer, Backoff backoff, CancellationToken stoppingToken)
    {
        consumer.Pause(consumer.Assignment);
        var wait = backoff.WaitAsync(stoppingToken);
        while (!wait.IsCompleted)
        {
            if (Next(consumer, TimeSpan.FromMilliseconds(20)) is { } early)
            {
                // From a partition assigned meanwhile: read again in its turn.
                consumer.Seek(early.TopicPartitionOffset);
                consumer.Pause([early.TopicPartition]);
            }
        }

        await wait;
        stoppingToken.ThrowIfCancellationRequested();
    }

    void Store(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> results)
    {
        foreach (var partition in results.GroupBy(r => r.TopicPartition))
        {
            _applied.Store(consumer, partition.Key, partition.Last().Offset.Value + 1);
        }
    }
}
