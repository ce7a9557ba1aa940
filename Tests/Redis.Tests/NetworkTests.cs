using System.Diagnostics;
using System.Net;
using DbPerService.Databases;
using DbPerService.FaultyNetwork;
using DbPerService.Messaging;
using DbPerService.Messaging.Redis;
using DbPerService.Redis;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Redis;

/// <summary>A faulty network between a service and its database.</summary>
public sealed class NetworkTests(RedisServerFixture server) : IClassFixture<RedisServerFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_half_open_connection_is_noticed_and_the_stand_by_takes_over()
    {
        await using var link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, server.Engine.Port));
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var standby = instances.New();
        var instance = instances.New((
            $"ConnectionStrings:{instances.Service}",
            instances.Login.Replace($":{server.Engine.Port}", $":{link.Port}", StringComparison.Ordinal)));
        await using var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>());
        await CallAsync(instance);
        var started = Stopwatch.GetTimestamp();

        link.Swallow(Direction.ToClient);

        await using (await RunningReader.OpenAsync(standby.GetRequiredService<IOutboxSource>()))
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => CallAsync(instance).WaitAsync(TimeSpan.FromSeconds(15), Cancelled));
            await Assert.ThrowsAnyAsync<Exception>(() => reader.TakeAsync(1, within: TimeSpan.FromSeconds(15)));
        }

        link.Heal();
        await Testing.Eventually.IsTrue(
            async () =>
            {
                try
                {
                    await CallAsync(instance);
                    return true;
                }
                catch (DatabaseUnavailableException)
                {
                    return false;
                }
            },
            Cancelled);
    }

    static Task<bool> CallAsync(IServiceProvider instance)
    {
        var redis = instance.GetRequiredService<RedisConnection>();
        return redis.CallAsync(database => database.KeyExistsAsync(redis.Keys.Of("x")), Cancelled);
    }
}
