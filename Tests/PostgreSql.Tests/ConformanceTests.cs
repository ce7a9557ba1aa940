using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Payments.Data;
using DbPerService.Tests.Conformance;
using DbPerService.Users.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class PostgresOutboxTests(EnginesFixture engines) : OutboxSourceConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync();

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(_service.AddMessagingOnly).Services;

    protected override async Task CommitAsync(IServiceProvider instance, IReadOnlyList<TestEvent> events)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<PostgresUnitOfWork>();
        foreach (var happened in events)
        {
            unit.Append(happened);
        }

        await unit.CommitAsync(Cancelled);
    }
}

public sealed class PostgresStockStoreTests(EnginesFixture engines) : StockStoreConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IStockStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        _service.AddMessagingOnly(builder);
        builder.Services.AddScoped<IStockStore, PostgresStockStore>();
    }).Services;
}

public sealed class PostgresPaymentStoreTests(EnginesFixture engines) : PaymentStoreConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IPaymentStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        _service.AddMessagingOnly(builder);
        builder.Services.AddScoped<IPaymentStore, PostgresPaymentStore>();
    }).Services;
}

public sealed class PostgresUserStoreTests(EnginesFixture engines) : UserStoreConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IUserStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        _service.AddMessagingOnly(builder);
        builder.Services.AddScoped<IUserStore, PostgresUserStore>();
    }).Services;
}

public sealed class PostgresDeadLetterTests(EnginesFixture engines) : DeadLetterConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync();

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(_service.AddMessagingOnly).Services;
}

public sealed class PostgresPaymentRedeliveryTests(EnginesFixture engines) : PaymentRedelivery, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    protected override Redelivery Promised => Redelivery.LeftOut;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IPaymentStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        Handle(builder.AddMessaging(new ServiceDeclaration(_service.Name) { Subscribes = [Topics.Orders] }));
        builder.Services.AddScoped<IPaymentStore, PostgresPaymentStore>();
        Add(builder.Services);
    }).Services;
}

public sealed class PostgresReservationRedeliveryTests(EnginesFixture engines) : ReservationRedelivery, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    protected override Redelivery Promised => Redelivery.LeftOut;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IStockStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        Handle(builder.AddMessaging(new ServiceDeclaration(_service.Name) { Subscribes = [Topics.Orders] }));
        builder.Services.AddScoped<IStockStore, PostgresStockStore>();
    }).Services;
}

public sealed class PostgresAppliedEventsTests(EnginesFixture engines) : AppliedEventsConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync();

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(
        builder => Handle(builder.AddMessaging(Declaration(_service.Name)), builder.Services)).Services;
}
