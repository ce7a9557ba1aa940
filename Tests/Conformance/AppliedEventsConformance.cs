using System.Text.Json;
using DbPerService.Consistency;
using DbPerService.Databases;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of <see cref="IAppliedEventStore"/>, and of the wait that stands on it, on any database.</summary>
public abstract class AppliedEventsConformance : ConformanceSuite
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly Refusal _refusal = new();

    /// <summary>Adds the handler of test events to an instance.</summary>
    protected void Handle(MessagingBuilder messaging, IServiceCollection services)
    {
        messaging.Handle<TestEvent, Handler>();
        services.AddSingleton(_refusal);
    }

    /// <summary>The declaration of the service.</summary>
    protected static ServiceDeclaration Declaration(string name) => new(name) { Subscribes = [TestEvent.Topic] };

    [Fact]
    public async Task What_an_instance_has_applied_every_instance_knows()
    {
        var (first, second) = (Message("a", 1), Message("b", 2));
        var instance = NewInstance();
        await DeliverAsync(instance, first);

        Assert.Equal([first.Id], await FindAsync(instance, first.Id, second.Id));
        Assert.Equal([first.Id], await FindAsync(NewInstance(), first.Id, second.Id));
        Assert.True(await WaitAsync(NewInstance(), TimeSpan.Zero, first));
    }

    [Fact]
    public async Task A_wait_ends_when_the_instance_itself_or_another_one_applies_the_event()
    {
        var message = Message("a", 1);
        var (one, other) = (NewInstance(), NewInstance());
        var (here, there) = (WaitAsync(one, Long, message), WaitAsync(other, Long, message));

        await DeliverAsync(one, message);

        Assert.True(await here);
        Assert.True(await there);
    }

    [Fact]
    public async Task A_dead_letter_is_pending_until_it_is_redriven()
    {
        var (wrong, behind) = (Message("a", -1), Message("a", 2));
        var instance = NewInstance();
        await DeliverAsync(instance, wrong);
        await DeliverAsync(instance, behind);

        Assert.Empty(await FindAsync(instance, wrong.Id, behind.Id));
        Assert.False(await WaitAsync(instance, TimeSpan.Zero, wrong));

        _refusal.IsOver = true;
        await instance.GetRequiredService<Redriver>().RedriveKeyAsync(TestEvent.Topic, "a", long.MaxValue, Cancelled);

        Assert.Equal([wrong.Id, behind.Id], await FindAsync(NewInstance(), wrong.Id, behind.Id));
        Assert.True(await WaitAsync(instance, TimeSpan.Zero, wrong, behind));
    }

    [Fact]
    public async Task Events_that_the_service_does_not_handle_are_not_waited_for()
    {
        var instance = NewInstance();

        Assert.True(await WaitAsync(instance, Long, new CommittedEvent("other-events", nameof(TestEvent), Guid.NewGuid(), Now)));
        Assert.True(await WaitAsync(instance, Long, new CommittedEvent(TestEvent.Topic, "OtherEvent", Guid.NewGuid(), Now)));
    }

    [Fact]
    public async Task An_event_older_than_the_retention_is_not_waited_for()
    {
        var instance = NewInstance();
        var old = TimeProvider.System.GetUtcNow() - instance.GetRequiredService<IAppliedEventStore>().Retention - TimeSpan.FromMinutes(1);

        Assert.False(await WaitAsync(
            instance, Long, new CommittedEvent(TestEvent.Topic, nameof(TestEvent), Guid.NewGuid(), old.ToUnixTimeMilliseconds())));
    }

    static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    static Task<bool> WaitAsync(IServiceProvider instance, TimeSpan atMost, params ConsumedMessage[] messages) => WaitAsync(
        instance, atMost, [.. messages.Select(message => new CommittedEvent(message.Topic, message.Type, message.Id, Now))]);

    static Task<bool> WaitAsync(IServiceProvider instance, TimeSpan atMost, params CommittedEvent[] events) =>
        instance.GetRequiredService<IAppliedEvents>().WaitAsync(events, atMost, Cancelled);

    static async Task<HashSet<Guid>> FindAsync(IServiceProvider instance, params Guid[] ids) =>
        [.. await instance.GetRequiredService<IAppliedEventStore>().FindAsync(ids, Cancelled)];

    /// <summary>As the consumer does: retries after transient failures.</summary>
    static async Task DeliverAsync(IServiceProvider instance, params ConsumedMessage[] messages)
    {
        await ((DatabaseClock)instance.GetRequiredService<IDatabaseClock>()).ReadAsync(Cancelled);
        var applier = instance.GetRequiredService<BatchApplier>();
        var batch = applier.Begin(messages);
        while (await applier.ApplyAsync(batch, Cancelled) is ApplyOutcome.DatabaseUnavailable)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancelled);
        }
    }

    static ConsumedMessage Message(string key, int number) => new(
        TestEvent.Topic, 0, number, key, Guid.CreateVersion7(), nameof(TestEvent), "somebody", DateTimeOffset.UnixEpoch,
        JsonSerializer.SerializeToUtf8Bytes(new TestEvent(key, number), EventJson.Options), null, null);

    /// <summary>What the handler does with negative numbers.</summary>
    sealed class Refusal
    {
        internal bool IsOver { get; set; }
    }

    /// <summary>Otherwise does nothing: what is recorded of an event is the unit's own doing.</summary>
    sealed class Handler(Refusal refusal) : IEventHandler<TestEvent>
    {
        public Task HandleAsync(IReadOnlyList<Received<TestEvent>> batch, CancellationToken cancellationToken) =>
            !refusal.IsOver && batch.Any(received => received.Event.Number < 0)
                ? throw new PermanentFailureException("The number is negative.")
                : Task.CompletedTask;
    }
}
