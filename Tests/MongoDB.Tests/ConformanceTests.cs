using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Payments.Data.Mongo;
using DbPerService.Tests.Conformance;
using DbPerService.Users.Data.Mongo;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace DbPerService.Tests.Mongo;

public sealed class MongoOutboxTests(MongoServerFixture server) : OutboxSourceConformance, IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync(Collection);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New(Collection);

    protected override Task CommitAsync(IServiceProvider instance, IReadOnlyList<TestEvent> events) =>
        UnitAsync<MongoUnitOfWork>(instance, async unit =>
        {
            await unit.LoadAsync(Collection, [.. events.Select(e => e.Id).Distinct()], Cancelled);
            foreach (var happened in events)
            {
                var state = new BsonDocument("number", happened.Number);
                unit.Save(Collection, happened.Id, state, happened);
            }
        });
}

public sealed class MongoPaymentStoreTests(MongoServerFixture server) : PaymentStoreConformance, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync(MongoPaymentStore.Collection);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New(MongoPaymentStore.Collection);
}

public sealed class MongoUserStoreTests(MongoServerFixture server) : UserStoreConformance, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        var instance = await _instances.NewAsync(MongoUserStore.Collection);
        await UserIndexes.CreateAsync(instance.GetRequiredService<MongoConnection>(), Cancelled);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New(MongoUserStore.Collection);
}

public sealed class MongoDeadLetterTests(MongoServerFixture server) : DeadLetterConformance, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync();
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New();
}

public sealed class MongoPaymentRedeliveryTests(MongoServerFixture server) : PaymentRedelivery, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    protected override Redelivery Promised => Redelivery.HandledAgain;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync(MongoPaymentStore.Collection);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost(
        [MongoPaymentStore.Collection],
        (messaging, services) =>
        {
            Handle(messaging);
            Add(services);
        }).Services;
}

public sealed class MongoRelayLeaseTests(MongoServerFixture server) : RelayLeaseConformance, IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync(Collection);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New(Collection);

    protected override IServiceProvider NewInstance(TimeProvider time) =>
        _instances.NewHost([Collection], services => services.AddSingleton(time)).Services;

    protected override Task CommitAsync(IServiceProvider instance, TestEvent happened) => UnitAsync<MongoUnitOfWork>(instance, async unit =>
    {
        await unit.LoadAsync(Collection, [happened.Id], Cancelled);
        unit.Save(Collection, happened.Id, new BsonDocument("number", happened.Number), happened);
    });
}

public sealed class MongoAppliedEventsTests(MongoServerFixture server) : AppliedEventsConformance, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync();
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost(Declaration(_instances.Service), [], Handle).Services;
}
