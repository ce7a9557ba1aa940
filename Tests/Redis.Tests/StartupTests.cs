using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Redis;

public sealed class StartupTests(RedisServerFixture server) : IClassFixture<RedisServerFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_ends_startup_and_names_the_setting()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);

        var failure = await FailureAsync(instances, $"127.0.0.1:{server.Engine.Port},user={instances.Service},password={"another"}");

        Assert.StartsWith(
            $"ConnectionStrings:{instances.Service}: Redis at 127.0.0.1:{server.Engine.Port} refuses the login", failure,
            StringComparison.Ordinal);
        Assert.DoesNotContain("another", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_without_write_permission_ends_startup_and_names_the_setting()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await server.AdministerAsync("ACL", "SETUSER", instances.Service, "-@write");

        var failure = await FailureAsync(instances, null);

        Assert.StartsWith($"ConnectionStrings:{instances.Service}: Redis at", failure, StringComparison.Ordinal);
        Assert.Contains("accepts this login", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_replies_before_it_syncs_ends_startup()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await server.AdministerAsync("CONFIG", "SET", "appendfsync", "everysec");
        try
        {
            var failure = await FailureAsync(instances, server.Admin);
            var preparation = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisTestInstances.CreateAsync(server));

            Assert.Contains("appendfsync everysec", failure, StringComparison.Ordinal);
            Assert.Contains("appendfsync everysec", preparation.Message, StringComparison.Ordinal);
        }
        finally
        {
            await server.AdministerAsync("CONFIG", "SET", "appendfsync", "always");
        }
    }

    [Fact]
    public async Task A_server_that_evicts_keys_ends_startup()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await server.AdministerAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        try
        {
            var failure = await FailureAsync(instances, null);
            var preparation = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisTestInstances.CreateAsync(server));

            Assert.StartsWith($"ConnectionStrings:{instances.Service}: Redis at", failure, StringComparison.Ordinal);
            Assert.Contains("maxmemory-policy allkeys-lru", failure, StringComparison.Ordinal);
            Assert.Contains("maxmemory-policy allkeys-lru", preparation.Message, StringComparison.Ordinal);
        }
        finally
        {
            await server.AdministerAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    [Fact]
    public async Task Startup_waits_for_an_unreachable_server()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await server.Engine.KillAsync();
        using var host = instances.NewHost();
        var starting = host.StartAsync(Cancelled);
        await instances.Log.WaitForAsync("waiting for Redis", Cancelled);
        Assert.False(starting.IsCompleted);

        await server.Engine.StartAsync();

        await starting.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Dead_letters_of_an_earlier_version_are_migrated_in_order()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (position, id, reason) in new[] { (1, first, "it is wrong"), (2, second, "An earlier event of this key is parked.") })
        {
            await server.AdministerAsync("ZADD", $"{{{instances.Service}}}:parked", position, id.ToString());
            await server.AdministerAsync("HSET", $"{{{instances.Service}}}:parked:documents", id.ToString(),
                $$"""
                {"message":{"topic":"test-events","partition":0,"offset":{{position}},"key":"a","id":"{{id}}","type":"TestEvent",
                "source":"somebody","time":"2026-03-01T12:00:00+00:00","payload":"e30="},"reason":"{{reason}}",
                "parkedAt":"2026-03-01T12:00:01+00:00"}
                """);
        }

        using var host = instances.NewHost();
        await host.StartAsync(Cancelled);

        var letters = await host.Services.GetRequiredService<IDeadLetterStore>().ListAsync(new("test-events", "a"), Cancelled);
        Assert.Equal(
            [(first, DeadLetterReason.Failed), (second, DeadLetterReason.BehindAnother)],
            letters.Select(letter => (letter.Id, letter.Cause.Reason)));
        Assert.Equal("0", await server.AdministerAsync("EXISTS", $"{{{instances.Service}}}:parked", $"{{{instances.Service}}}:parked:documents"));
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_login_has_no_rights_outside_its_service()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await using var login = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{server.Engine.Port},user={instances.Service},password=of-{instances.Service},allowAdmin=true");
        var database = login.GetDatabase();
        foreach (var command in new object[][]
        {
            ["GET", "{another}:stock"], ["SET", "{another}:stock", "1"], ["FLUSHALL"], ["CONFIG", "GET", "requirepass"], ["KEYS", "*"],
            ["ACL", "LIST"], ["SHUTDOWN"], ["EVAL", "return redis.call('GET', '{another}:stock')", "0"],
        })
        {
            await Assert.ThrowsAnyAsync<StackExchange.Redis.RedisServerException>(
                () => database.ExecuteAsync((string)command[0], command[1..]));
        }
    }

    static async Task<string> FailureAsync(RedisTestInstances instances, string? connectionString)
    {
        using var host = connectionString is null
            ? instances.NewHost()
            : instances.NewHost(($"ConnectionStrings:{instances.Service}", connectionString));
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled))).Message;
    }
}
