using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

public sealed class RelayTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_interrupted_relay_resumes_its_own_lease_at_once()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var source = SourceOf(await instances.NewAsync(Collection));
        var interrupted = await source.OpenAsync(Cancelled);

        await using var again = await source.OpenAsync(Cancelled);

        await Assert.ThrowsAsync<OutboxBusyException>(() => SourceOf(instances.New(Collection)).OpenAsync(Cancelled));
        GC.KeepAlive(interrupted);
    }

    [Fact]
    public async Task A_relay_that_lost_its_lease_reports_it()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await using var reader = await SourceOf(instance).OpenAsync(Cancelled);
        var reading = ReadAsync(reader);

        await instance.GetRequiredService<MongoConnection>().Database.GetCollection<BsonDocument>("relay").UpdateOneAsync(
            new BsonDocument("_id", "lease"), Builders<BsonDocument>.Update.Inc("beat", 1L).Set("holder", "another"),
            cancellationToken: Cancelled);

        await Assert.ThrowsAsync<OutboxBusyException>(() => reading.WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task A_relay_that_lost_its_rights_reports_it_and_ends_cleanly()
    {
        _ = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        await using var reader = await SourceOf(await instances.NewAsync(Collection)).OpenAsync(Cancelled);
        var reading = ReadAsync(reader);

        await server.AdministerAsync(instances.Service, new BsonDocument("updateUser", instances.Service) { { "roles", new BsonArray() } });

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => reading.WaitAsync(Patience, Cancelled));
        Assert.Contains("accepts this login, but", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirmed_events_leave_their_documents()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await using var reader = await RunningReader.OpenAsync(SourceOf(instance));
        for (var number = 0; number < 5; number++)
        {
            await CommitAsync(instance, number);
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

    static async Task CommitAsync(IServiceProvider instance, int number)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>();
        await unit.LoadAsync(Collection, ["a"], Cancelled);
        unit.Save(Collection, "a", new BsonDocument("number", number), new TestEvent("a", number));
        await unit.CommitAsync(Cancelled);
    }

    static async Task ReadAsync(IOutboxReader reader)
    {
        await foreach (var _ in reader.ReadAsync(Cancelled))
        {
        }
    }

    static IOutboxSource SourceOf(IServiceProvider instance) => instance.GetRequiredService<IOutboxSource>();
}
