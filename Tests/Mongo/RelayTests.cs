using System.Diagnostics;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

public sealed class RelayTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_that_died_is_replaced_within_three_seconds()
    {
        await using var instances = await TestInstances.CreateAsync(server);
        var died = await SourceOf(await instances.NewAsync(Collection)).OpenAsync(Cancelled);
        var started = Stopwatch.GetTimestamp();

        await using var next = await RunningReader.OpenAsync(SourceOf(instances.New(Collection)));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        GC.KeepAlive(died);
    }

    [Fact]
    public async Task A_relay_keeps_its_turn_while_nothing_happens()
    {
        await using var instances = await TestInstances.CreateAsync(server);
        await using var reader = await RunningReader.OpenAsync(SourceOf(await instances.NewAsync(Collection)));
        var standby = SourceOf(instances.New(Collection));
        for (var time = 0; time < 8; time++)
        {
            await Assert.ThrowsAsync<OutboxBusyException>(() => standby.OpenAsync(Cancelled));
            await Task.Delay(TimeSpan.FromMilliseconds(500), Cancelled);
        }
    }

    [Fact]
    public async Task Confirmed_events_leave_their_documents()
    {
        await using var instances = await TestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await using var reader = await RunningReader.OpenAsync(SourceOf(instance));
        for (var number = 0; number < 5; number++)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>();
            await unit.LoadAsync(Collection, ["a"], Cancelled);
            unit.Save(Collection, "a", new BsonDocument("number", number), OutgoingEvent.From(new Happened("a", number)));
            await unit.CommitAsync(Cancelled);
        }

        await reader.TakeAsync(5);
        reader.Confirm(3);
        var documents = instance.GetRequiredService<MongoConnection>().Database.GetCollection<BsonDocument>(Collection);
        await Testing.Eventually.IsTrue(async () => (await StoredAsync())["outbox"].AsBsonArray.Count == 2, Cancelled);
        Assert.True((await StoredAsync()).Contains("pendingSince"));
        reader.Confirm(5);

        await Testing.Eventually.IsTrue(async () => !(await StoredAsync()).Contains("pendingSince"), Cancelled);
        Assert.Empty((await StoredAsync())["outbox"].AsBsonArray);

        Task<BsonDocument> StoredAsync() => documents.Find(new BsonDocument("_id", "a")).SingleAsync(Cancelled);
    }

    static IOutboxSource SourceOf(IServiceProvider instance) => instance.GetRequiredService<IOutboxSource>();
}
