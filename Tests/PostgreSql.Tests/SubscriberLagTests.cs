using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>What the owner knows about its subscribers.</summary>
public sealed class SubscriberLagTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    const string Subscriber = "reader";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscriber_that_has_read_nothing_falls_behind()
    {
        await using var service = await engines.NewServiceAsync();
        var source = await StartAsync(service);

        await service.PublishAsync(new Ping("a", 1));

        await Eventually.IsTrue(() => Task.FromResult(Age(source) > 3), Cancelled);
    }

    [Fact]
    public async Task A_subscriber_that_has_read_everything_is_not_behind()
    {
        await using var service = await engines.NewServiceAsync();
        var source = await StartAsync(service);
        await service.PublishAsync(new Ping("a", 1));
        await Eventually.IsTrue(() => Task.FromResult(Age(source) > 0), Cancelled);

        CommitAsSubscriber(1);

        await Eventually.IsTrue(() => Task.FromResult(Age(source) == 0), Cancelled);
    }

    /// <summary>As when the broker lost its log, or was replaced, while the subscriber was stopped.</summary>
    [Fact]
    public async Task A_subscriber_with_an_offset_beyond_the_end_has_read_nothing()
    {
        await using var service = await engines.NewServiceAsync();
        CommitAsSubscriber(1000);
        var source = await StartAsync(service);

        await service.PublishAsync(new Ping("a", 1));

        await Eventually.IsTrue(() => Task.FromResult(Age(source) > 3), Cancelled);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_800_000)]
    [InlineData(-1)]
    public async Task A_message_with_an_impossible_time_counts_from_its_arrival(long milliseconds)
    {
        await using var service = await engines.NewServiceAsync();
        var source = await StartAsync(service);
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = $"127.0.0.1:{engines.Kafka.Port}" }).Build();
        var message = new Message<byte[], byte[]> { Key = [], Value = [], Timestamp = new Timestamp(milliseconds, TimestampType.CreateTime) };
        await producer.ProduceAsync(Ping.Topic, message, Cancelled);

        await Eventually.IsTrue(() => Task.FromResult(Age(source) is > 3 and < 60), Cancelled);
    }

    static async Task<IHost> StartAsync(TestService service)
    {
        var source = service.NewInstance(builder => builder.AddMessaging(service.Publisher, [TestService.Subscriber(Subscriber)]));
        await source.StartAsync(Cancelled);
        return source;
    }

    static double Age(IHost source) => source.Services.GetRequiredService<SubscriberLag>().Current.Sum(target => target.OldestUnappliedAge);

    void CommitAsSubscriber(long offset)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = $"127.0.0.1:{engines.Kafka.Port}", GroupId = Subscriber }).Build();
        // Every partition, since the key decides which one.
        consumer.Commit(Enumerable.Range(0, 6).Select(number => new TopicPartitionOffset(Ping.Topic, number, offset)));
    }
}
