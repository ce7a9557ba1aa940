using System.Text;
using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class EventConsumerTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_failure_while_a_batch_waits_for_the_database_is_not_blamed_on_its_messages()
    {
        var options = new MessagingOptions { Service = "reader", MaxRetryDelay = TimeSpan.FromMilliseconds(20) };
        var database = new Database { IsUnavailable = true };
        var failures = 0;
        var kafka = new FakeKafka
        {
            Topics = { "things", options.DeadLetterTopic },
            NewConsumer = () =>
            {
                var before = database.Refusals;
                return new Partition(() =>
                    database.Refusals > before && database.IsUnavailable && Interlocked.Increment(ref failures) <= options.MaxAttempts * 2).Answer;
            },
        };
        await using var services = new ServiceCollection()
            .AddScoped<Nothing>().AddScoped<IUnitOfWork>(_ => database).BuildServiceProvider();
        var (registry, time) = (new EventRegistry(), TimeProvider.System);
        registry.Add<Opened, Nothing>();
        using var topics = new TopicInitializer(
            kafka, new ServiceTopics(new("reader") { Subscribes = ["things"] }, []), options, new BrokerStatus(time), time,
            NullLogger<TopicInitializer>.Instance);
        await topics.StartAsync(Cancelled);
        var applier = new BatchApplier(
            services.GetRequiredService<IServiceScopeFactory>(), registry, options, new SyncLag(options, time), new RecentlyApplied(), time,
            NullLogger<BatchApplier>.Instance);
        using var consumer = new EventConsumer(kafka, registry, applier, topics, options, time, NullLogger<EventConsumer>.Instance);
        await consumer.StartAsync(Cancelled);

        await Eventually.IsTrue(() => Task.FromResult(Volatile.Read(ref failures) > options.MaxAttempts * 2), Cancelled);
        database.IsUnavailable = false;
        await Eventually.IsTrue(() => Task.FromResult(database.Commits > 0), Cancelled);
        await consumer.StopAsync(Cancelled);
        await topics.StopAsync(Cancelled);

        Assert.Equal(Partition.Keys, database.Applied);
        Assert.Empty(database.DeadLetters);
    }

    sealed record Opened(string Id) : IEvent
    {
        public static string Topic => "things";
        string IEvent.Key => Id;
    }

    sealed class Nothing : IEventHandler<Opened>
    {
        public Task HandleAsync(IReadOnlyList<Received<Opened>> batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>A partition with three messages, whose consumer can fail permanently.</summary>
    sealed class Partition(Func<bool> isFailing)
    {
        static readonly ManualResetEventSlim NothingComes = new();

        int _next;

        public static IReadOnlyList<string?> Keys { get; } = ["a", "b", "c"];

        public object? Answer(string method, object?[] arguments)
        {
            switch (method)
            {
                case nameof(IConsumer<,>.Consume) when _next < Keys.Count:
                    return Message(_next++);
                case nameof(IConsumer<,>.Consume) when isFailing():
                    throw new ConsumeException(new ConsumeResult<byte[], byte[]>(), new Error(ErrorCode.FencedInstanceId, "fenced", isFatal: true));
                case nameof(IConsumer<,>.Consume):
                    NothingComes.Wait((TimeSpan)arguments[0]!);
                    return null;
                case "get_" + nameof(IConsumer<,>.Assignment):
                    return new List<TopicPartition> { new("things", 0) };
                default:
                    return null;
            }
        }

        static ConsumeResult<byte[], byte[]> Message(int offset) => new()
        {
            TopicPartitionOffset = new("things", 0, offset),
            Message = new()
            {
                Key = Encoding.UTF8.GetBytes(Keys[offset]!),
                Value = Encoding.UTF8.GetBytes($$"""{"id":"{{Keys[offset]}}"}"""),
                Headers = new() { { "ce_type", Encoding.UTF8.GetBytes(nameof(Opened)) } },
            },
        };
    }

    sealed class Database : IUnitOfWork
    {
        readonly List<string?> _begun = [];

        public volatile bool IsUnavailable = true;

        public List<string?> Applied { get; } = [];

        public List<ConsumedMessage> DeadLetters { get; } = [];

        public Redelivery Redelivery => Redelivery.HandledAgain;

        public int Commits;

        public int Refusals;

        public ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
        {
            Reach();
            _begun.AddRange(messages.Select(message => message.Key));
            return ValueTask.FromResult<IReadOnlySet<Guid>>(messages.Select(message => message.Id).ToHashSet());
        }

        public ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken)
        {
            Reach();
            DeadLetters.Add(message);
            return ValueTask.CompletedTask;
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            Reach();
            Applied.AddRange(_begun);
            _begun.Clear();
            Interlocked.Increment(ref Commits);
            return ValueTask.CompletedTask;
        }

        public ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool IsTransient(Exception exception) => exception is TimeoutException;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        void Reach()
        {
            if (IsUnavailable)
            {
                Interlocked.Increment(ref Refusals);
                throw new TimeoutException("The database is unavailable.");
            }
        }
    }
}
