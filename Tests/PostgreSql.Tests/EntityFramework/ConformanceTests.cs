using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql.EntityFramework;

public sealed class EntityFrameworkOutboxTests(EnginesFixture engines) : OutboxSourceConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync();

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewEntityFrameworkInstance(_service.AddMessagingOnly).Services;

    protected override async Task CommitAsync(IServiceProvider instance, IReadOnlyList<TestEvent> events)
    {
        await using var scope = instance.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        foreach (var happened in events)
        {
            context.Append(happened);
        }

        await context.SaveChangesAsync(Cancelled);
    }
}

public sealed class EntityFrameworkDeadLetterTests(EnginesFixture engines) : DeadLetterConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync();

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewEntityFrameworkInstance(_service.AddMessagingOnly).Services;
}
