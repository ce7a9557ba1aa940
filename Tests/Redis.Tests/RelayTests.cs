using System.Globalization;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;
using DbPerService.Messaging.Redis;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Redis;

public sealed class RelayTests(RedisServerFixture server) : IClassFixture<RedisServerFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_without_its_lease_neither_reads_nor_confirms()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var instance = instances.New();
        await using (var reader = await RunningReader.OpenAsync(SourceOf(instance)))
        {
            await CommitAsync(instance, 1);
            await reader.TakeAsync(1);
            await server.AdministerAsync("SET", $"{{{instances.Service}}}:outbox:lease", "another's", "PX", "300");
            reader.Confirm(1);
            await Assert.ThrowsAnyAsync<Exception>(() => reader.TakeAsync(1));
        }

        await using var next = await RunningReader.OpenAsync(SourceOf(instance));
        Assert.Single(await next.TakeAsync(1));
    }

    [Fact]
    public async Task An_event_that_an_operation_makes_too_large_is_refused_and_the_unit_writes_nothing()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var instance = instances.New(("Messaging:MaxEventBytes", "1000"));
        await using var scope = instance.CreateAsyncScope();
        var lines = Enumerable.Range(0, 100).Select(number => ($"missing-{number}", 1)).ToArray();
        await scope.ServiceProvider.GetRequiredService<IStockStore>().ReserveAsync([Arrived.Placed(Guid.CreateVersion7(), lines)], Cancelled);

        var refused = await Assert.ThrowsAsync<PermanentFailureException>(
            async () => await scope.ServiceProvider.GetRequiredService<RedisUnitOfWork>().CommitAsync(Cancelled));

        Assert.Contains("Messaging:MaxEventBytes allows 1000", refused.Message, StringComparison.Ordinal);
        Assert.Null(await SourceOf(instance).NewestCommittedAsync(Cancelled));
    }

    [Fact]
    public async Task Confirmed_events_past_retention_leave_the_stream()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var instance = instances.New(("Messaging:Redis:Retention", "00:00:00"));
        var source = SourceOf(instance);
        await CommitAsync(instance, 2000);
        await using var reader = await RunningReader.OpenAsync(source);
        await reader.TakeAsync(2000);
        reader.Confirm(2000);

        await Testing.Eventually.IsTrue(
            async () => int.Parse(
                await server.AdministerAsync("XLEN", $"{{{instances.Service}}}:outbox"), CultureInfo.InvariantCulture) < 200,
            Cancelled);

        Assert.NotNull(await source.NewestCommittedAsync(Cancelled));
    }

    static IOutboxSource SourceOf(IServiceProvider instance) => instance.GetRequiredService<IOutboxSource>();

    static async Task CommitAsync(IServiceProvider instance, int count)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<RedisUnitOfWork>();
        for (var number = 0; number < count; number++)
        {
            unit.Append(new TestEvent("a", number));
        }

        await unit.CommitAsync(Cancelled);
    }
}
