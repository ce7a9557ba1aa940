using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class OutboxRelayTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge)]
    [InlineData(ErrorCode.Local_InvalidArg)]
    public async Task The_span_of_a_refused_event_has_an_error(ErrorCode code)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MessagingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var outbox = new OneEvent();
        var kafka = new FakeKafka
        {
            OnProducerCall = (method, _) => method == nameof(IProducer<,>.Produce)
                ? throw new ProduceException<byte[], byte[]>(new Error(code, "refused"), new DeliveryResult<byte[], byte[]>())
                : null,
        };
        var options = new MessagingOptions { Service = "orders" };
        var time = new FastTime();
        using var topics = new TopicInitializer(
            kafka, new ServiceTopics(new("orders"), []), options, new BrokerStatus(time), time, NullLogger<TopicInitializer>.Instance);
        await topics.StartAsync(Cancelled);
        using var relay = new OutboxRelay(outbox, kafka, topics, options, new RelayStatus(), time, NullLogger<OutboxRelay>.Instance);
        await relay.StartAsync(Cancelled);

        var span = await Eventually.Is(
            () => Task.FromResult(ended.FirstOrDefault(span => (string?)span.GetTagItem("messaging.message.id") == outbox.Event.Id.ToString())),
            Cancelled, TimeSpan.FromSeconds(20));

        Assert.Equal(("send orders", ActivityStatusCode.Error), (span.OperationName, span.Status));
        Assert.Equal(code.ToString(), span.GetTagItem("error.type"));
        await relay.StopAsync(Cancelled);
        await topics.StopAsync(Cancelled);
    }

    sealed class OneEvent : IOutboxSource, IOutboxReader
    {
        public OutboxMessage Event { get; } = new(
            Guid.CreateVersion7(), "orders", "a", "OrderPlaced", "{}", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);

        public string Name => "orders";

        public Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IOutboxReader>(this);

        public async IAsyncEnumerable<OutboxMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return Event;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public void Confirm(long count) { }

        public Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
