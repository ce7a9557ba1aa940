using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class TopicInitializerTests
{
    static readonly ServiceDeclaration Publisher = new("orders") { Publishes = [new("orders")] };

    readonly FakeKafka _kafka = new();
    readonly MessagingOptions _options = new() { Service = "orders" };
    readonly BrokerStatus _status = new(TimeProvider.System);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lost_topics_are_recreated_as_configured()
    {
        (_options.Kafka.Partitions, _options.Kafka.ReplicationFactor, _options.Kafka.MinInSyncReplicas) = (12, 5, 4);
        using var watcher = await StartAsync();
        await watcher.ReadyAsync(Cancelled);

        Change(topics => topics.Clear());
        await Eventually.IsTrue(() => Task.FromResult(Has(topics => topics.Contains("orders"))), Cancelled);
        await watcher.StopAsync(Cancelled);

        Assert.Equal(["orders", "orders"], _kafka.Made.ConvertAll(topic => topic.Name));
        Assert.All(_kafka.Made, topic =>
        {
            Assert.Equal((12, 5), (topic.NumPartitions, topic.ReplicationFactor));
            Assert.Equal(new() { ["min.insync.replicas"] = "4" }, topic.Configs);
        });
    }

    [Fact]
    public async Task A_failure_does_not_end_the_watch()
    {
        var failures = new Queue<Exception>(
        [
            new KafkaException(ErrorCode.Local_Transport),
            new KafkaException(ErrorCode.PolicyViolation),
            new TimeoutException(),
            new InvalidOperationException("The client's handle is gone."),
        ]);
        _kafka.OnAdminCall = _ =>
        {
            if (failures.TryDequeue(out var failure))
            {
                throw failure;
            }
        };
        using var watcher = await StartAsync();

        await watcher.ReadyAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Equal("orders", Assert.Single(_kafka.Made).Name);
        await watcher.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Topics_of_other_services_are_awaited_and_not_created()
    {
        using var watcher = await StartAsync(Publisher with { Subscribes = ["things"] });
        await Eventually.IsTrue(() => Task.FromResult(Has(topics => topics.Count == 2)), Cancelled);
        Assert.False(watcher.ReadyAsync(Cancelled).IsCompleted);

        Change(topics => topics.Add("things"));

        await watcher.ReadyAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Equal(["orders", "orders.dead-letter"], _kafka.Made.ConvertAll(topic => topic.Name));
        await watcher.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_compacted_topic_is_made_compacted_and_no_other()
    {
        using var watcher = await StartAsync(new("users") { Publishes = [new("users", IsCompacted: true), new("sign-ins")] });

        await watcher.ReadyAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Equal(
            [("users", "compact"), ("sign-ins", null)],
            _kafka.Made.ConvertAll(topic => (topic.Name, topic.Configs.GetValueOrDefault("cleanup.policy"))));
        await watcher.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_service_that_only_publishes_waits_for_no_dead_letter_topic()
    {
        _options.Kafka.CreateTopics = false;
        _kafka.Topics.Add("orders");
        using var watcher = await StartAsync();

        await watcher.ReadyAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Empty(_status.MissingTopics);
        await watcher.StopAsync(Cancelled);
    }

    [Fact]
    public async Task What_the_broker_lacks_is_named_until_it_is_there()
    {
        _options.Kafka.CreateTopics = false;
        using var watcher = await StartAsync(Publisher with { Subscribes = ["things"] });
        await Eventually.IsTrue(
            () => Task.FromResult(_status.MissingTopics.SequenceEqual(["orders", "orders.dead-letter", "things"])), Cancelled);

        Change(topics => topics.AddRange("orders", "things"));
        await Eventually.IsTrue(() => Task.FromResult(_status.MissingTopics.SequenceEqual(["orders.dead-letter"])), Cancelled);
        Assert.False(watcher.ReadyAsync(Cancelled).IsCompleted);
        Change(topics => topics.Add("orders.dead-letter"));

        await watcher.ReadyAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Empty(_status.MissingTopics);
        await watcher.StopAsync(Cancelled);
    }

    async Task<TopicInitializer> StartAsync(ServiceDeclaration? service = null)
    {
        var watcher = new TopicInitializer(
            _kafka, new ServiceTopics(service ?? Publisher, []), _options, _status, new FastTime(), NullLogger<TopicInitializer>.Instance);
        await watcher.StartAsync(Cancelled);
        return watcher;
    }

    void Change(Action<List<string>> change)
    {
        lock (_kafka.Topics)
        {
            change(_kafka.Topics);
        }
    }

    bool Has(Func<List<string>, bool> look)
    {
        lock (_kafka.Topics)
        {
            return look(_kafka.Topics);
        }
    }
}
