using DbPerService.Messaging;
using DbPerService.Messaging.Redis;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Redis;

public sealed class RedisOutboxTests(RedisServerFixture server) : OutboxSourceConformance, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New();

    protected override async Task CommitAsync(IServiceProvider instance, IReadOnlyList<TestEvent> events)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<RedisUnitOfWork>();
        foreach (var happened in events)
        {
            unit.Append(happened);
        }

        await unit.CommitAsync(Cancelled);
    }
}

public sealed class RedisStockStoreTests(RedisServerFixture server) : StockStoreConformance, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New();
}

public sealed class RedisDeadLetterTests(RedisServerFixture server) : DeadLetterConformance, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New();
}

public sealed class RedisReservationRedeliveryTests(RedisServerFixture server) : ReservationRedelivery, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    protected override Redelivery Promised => Redelivery.HandledAgain;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost((messaging, _) => Handle(messaging)).Services;
}

public sealed class RedisRelayLeaseTests(RedisServerFixture server) : RelayLeaseConformance, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.New();

    protected override IServiceProvider NewInstance(TimeProvider time) =>
        _instances.NewHost(services => services.AddSingleton(time)).Services;

    protected override Task CommitAsync(IServiceProvider instance, TestEvent happened) => UnitAsync<RedisUnitOfWork>(instance, unit =>
    {
        unit.Append(happened);
        return Task.CompletedTask;
    });
}

public sealed class RedisAppliedEventsTests(RedisServerFixture server) : AppliedEventsConformance, IClassFixture<RedisServerFixture>
{
    RedisTestInstances _instances = null!;

    public override async ValueTask InitializeAsync() => _instances = await RedisTestInstances.CreateAsync(server);

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost(Declaration(_instances.Service), Handle).Services;
}
