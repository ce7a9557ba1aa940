using System.Diagnostics;
using System.Net;
using DbPerService.Databases;
using DbPerService.FaultyNetwork;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Mongo;

/// <summary>A faulty network between a service and its database.</summary>
public sealed class NetworkTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_half_open_connection_is_noticed_and_the_stand_by_takes_over()
    {
        await using var link = FaultyLink.Start(0, IPEndPoint.Parse(server.Address));
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var standby = await instances.NewAsync(Collection);
        var instance = instances.NewHost(
            [Collection],
            ($"ConnectionStrings:{instances.Service}", instances.Login.Replace(server.Address, $"127.0.0.1:{link.Port}", StringComparison.Ordinal)))
            .Services;
        await using var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>());
        await LoadAsync(instance);
        var started = Stopwatch.GetTimestamp();

        link.Swallow(Direction.ToClient);

        await using (await RunningReader.OpenAsync(standby.GetRequiredService<IOutboxSource>()))
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => LoadAsync(instance).WaitAsync(TimeSpan.FromSeconds(15), Cancelled));
            await Assert.ThrowsAnyAsync<Exception>(() => reader.TakeAsync(1, within: TimeSpan.FromSeconds(15)));
        }

        link.Heal();
        await Testing.Eventually.IsTrue(
            async () =>
            {
                try
                {
                    await LoadAsync(instance);
                    return true;
                }
                catch (DatabaseUnavailableException)
                {
                    return false;
                }
            },
            Cancelled);
    }

    static async Task LoadAsync(IServiceProvider instance)
    {
        await using var scope = instance.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>().LoadAsync(Collection, ["a"], Cancelled);
    }
}
