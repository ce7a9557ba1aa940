using System.Runtime.CompilerServices;
using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Reads with a consumer of its own, which joins no group.</summary>
sealed class KafkaTopicReplay(
    IKafkaClients kafka, EventRegistry registry, MessagingOptions options, TimeProvider time) : ITopicReplay
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<TopicExtent>> ExtentsAsync(CancellationToken cancellationToken)
    {
        // A view of its own: the lag's is not shared between threads.
        using var broker = new KafkaBrokerView(kafka, options, time);
        var sample = await broker.MeasureAsync(registry.Topics, []).WaitAsync(cancellationToken);
        return [.. sample.Logs.Select(log => new TopicExtent(log.Key.Topic, log.Key.Partition.Value, log.Value.Low, log.Value.High))];
    }

    public async IAsyncEnumerable<ReplayedBatch> ReadAsync(
        IReadOnlyList<TopicExtent> extents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ends = extents.Where(extent => extent.First < extent.End)
            .ToDictionary(extent => new TopicPartition(extent.Topic, extent.Partition), extent => extent.End);
        using var consumer = kafka.Reader();
        consumer.Assign(extents.Where(extent => extent.First < extent.End)
            .Select(extent => new TopicPartitionOffset(extent.Topic, extent.Partition, extent.First)));
        while (ends.Count > 0)
        {
            // Consume blocks.
            var messages = await Task.Run(() => Fill(consumer, ends, cancellationToken), cancellationToken);
            var read = messages.ConvertAll(registry.Read);
            yield return new ReplayedBatch(
                [
                    .. read.OfType<ReadMessage>().Where(message => message.Event is not null)
                        .Select(message => new ReplayedEvent(message.Event!, message.Message.Id, message.Message.Time)),
                ],
                messages.Count,
                read.Count(message => message?.Fault is not null));
        }
    }

    List<ConsumedMessage> Fill(
        IConsumer<byte[], byte[]> consumer, Dictionary<TopicPartition, long> ends, CancellationToken cancellationToken)
    {
        var messages = new List<ConsumedMessage>();
        var heard = time.GetTimestamp();
        while (ends.Count > 0 && messages.Count < options.MaxBatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Next(consumer) is not { } result)
            {
                if (time.GetElapsedTime(heard) > LongestSilence)
                {
                    throw new TimeoutException($"The broker has delivered nothing for {LongestSilence.TotalSeconds} seconds.");
                }

                continue;
            }

            heard = time.GetTimestamp();
            if (ends.TryGetValue(result.TopicPartition, out var end))
            {
                Take(consumer, result, end, ends, messages);
            }
        }

        return messages;
    }

    void Take(
        IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> result, long end, Dictionary<TopicPartition, long> ends,
        List<ConsumedMessage> messages)
    {
        var offset = result.Offset.Value;
        if (result.IsPartitionEOF && offset < end)
        {
            throw new InvalidOperationException(
                $"Partition {result.Partition.Value} of {result.Topic} ended at {end} and now ends at {offset}: events are lost.");
        }

        if (!result.IsPartitionEOF && offset < end)
        {
            messages.Add(CloudEventHeaders.Read(result, time.GetUtcNow()));
        }

        if (offset >= end - 1)
        {
            ends.Remove(result.TopicPartition);
            consumer.Pause([result.TopicPartition]);
        }
    }

    static ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(PollInterval);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // The client recovers by itself.
            return null;
        }
    }
}
