using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class PostgresHistoryStoreTests(EnginesFixture engines) : HistoryStoreConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IHistoryStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        _service.AddMessagingOnly(builder);
        builder.Services.AddScoped<IHistoryStore, PostgresHistoryStore>().AddSingleton<IViewStore, PostgresViewStore>();
    }).Services;
}

public sealed class PostgresHistoryRedeliveryTests(EnginesFixture engines) : HistoryRedelivery, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(IHistoryStore).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        Handle(builder.AddMessaging(new ServiceDeclaration(_service.Name) { Subscribes = [Topics.Orders] }));
        builder.Services.AddScoped<IHistoryStore, PostgresHistoryStore>().AddSingleton<IViewStore, PostgresViewStore>();
    }).Services;
}
