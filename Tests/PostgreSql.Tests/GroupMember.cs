using Confluent.Kafka;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A member of a service's consumer group that takes its share of the partitions and commits nothing. It leaves when disposed of.</summary>
sealed class GroupMember : IDisposable
{
    readonly CancellationTokenSource _left = new();
    readonly Task _polling;
    int _partitions;

    public GroupMember(EngineProcess kafka, string group, string topic)
    {
        var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = $"127.0.0.1:{kafka.Port}",
            GroupId = group,
            EnableAutoCommit = false,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = 2000,
            HeartbeatIntervalMs = 500,
        }).SetPartitionsAssignedHandler((_, assigned) => Volatile.Write(ref _partitions, assigned.Count)).Build();
        consumer.Subscribe(topic);
        _polling = Task.Factory.StartNew(() => Poll(consumer), TaskCreationOptions.LongRunning);
    }

    public int Partitions => Volatile.Read(ref _partitions);

    public void Dispose()
    {
        _left.Cancel();
        _polling.Wait();
        _left.Dispose();
    }

    void Poll(IConsumer<Ignore, Ignore> consumer)
    {
        using (consumer)
        {
            while (!_left.IsCancellationRequested)
            {
                consumer.Consume(TimeSpan.FromMilliseconds(50));
            }

            consumer.Close();
        }
    }
}
