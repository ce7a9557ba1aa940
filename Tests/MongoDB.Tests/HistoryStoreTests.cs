using DbPerService.Messaging;
using DbPerService.MongoDB;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Data.Mongo;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Mongo;

public sealed class MongoHistoryStoreTests(MongoServerFixture server) : HistoryStoreConformance, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync();
        await new ViewIndexes(NewInstance().GetRequiredService<MongoConnection>()).StartAsync(Cancelled);
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost(
        [], services => services.AddScoped<IHistoryStore, MongoHistoryStore>().AddSingleton<IViewStore, MongoViewStore>()).Services;
}

public sealed class MongoHistoryRedeliveryTests(MongoServerFixture server) : HistoryRedelivery, IClassFixture<MongoServerFixture>
{
    MongoTestInstances _instances = null!;

    public override async ValueTask InitializeAsync()
    {
        _instances = await MongoTestInstances.CreateAsync(server);
        await _instances.NewAsync();
    }

    public override ValueTask DisposeAsync() => _instances?.DisposeAsync() ?? default;

    protected override IServiceProvider NewInstance() => _instances.NewHost(
        [],
        (messaging, services) =>
        {
            Handle(messaging);
            services.AddScoped<IHistoryStore, MongoHistoryStore>().AddSingleton<IViewStore, MongoViewStore>();
        }).Services;
}
