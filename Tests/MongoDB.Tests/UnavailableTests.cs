using DbPerService.Databases;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;

namespace DbPerService.Tests.Mongo;

/// <summary>A database that becomes unusable while its service runs.</summary>
public sealed class UnavailableTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_wait_after_a_password_change()
    {
        var engine = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await server.AdministerAsync(instances.Service, new BsonDocument("updateUser", instances.Service) { { "pwd", "another" } });
        // Open connections stay logged in.
        await engine.KillAsync();
        await engine.StartAsync();

        await Eventually.IsTrue(async () => (await UnavailableAsync(instance)).Message.Contains("refuses the login", StringComparison.Ordinal), Cancelled);
        Assert.Contains("refuses the login", await UnhealthyAsync(instance), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Units_wait_after_rights_were_revoked()
    {
        var engine = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await server.AdministerAsync(instances.Service, new BsonDocument("updateUser", instances.Service) { { "roles", new BsonArray() } });

        Assert.Contains("accepts this login, but", (await UnavailableAsync(instance)).Message, StringComparison.Ordinal);
        Assert.Equal(
            $"MongoDB at 127.0.0.1:{engine.Port} accepts this login, but it lacks a right that the service needs.", await UnhealthyAsync(instance));
    }

    [Fact]
    public async Task Units_wait_after_the_user_was_dropped()
    {
        _ = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await server.AdministerAsync(instances.Service, new BsonDocument("dropUser", instances.Service));

        Assert.Contains("refuses the login", (await UnavailableAsync(instance)).Message, StringComparison.Ordinal);
        Assert.Contains("refuses the login", await UnhealthyAsync(instance), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unavailable_server_is_reported_in_one_short_line()
    {
        var engine = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        await engine.KillAsync();
        try
        {
            var line = $"MongoDB at 127.0.0.1:{engine.Port} does not respond.";
            await Eventually.IsTrue(async () => await UnhealthyAsync(instance) == line, Cancelled);
            await Eventually.IsTrue(async () => await UnavailableAsync(instance) is { InnerException: null } away && away.Message == line, Cancelled);
        }
        finally
        {
            await engine.StartAsync();
        }
    }

    /// <summary>The failure of a unit of work, which makes no dead letter.</summary>
    static async Task<DatabaseUnavailableException> UnavailableAsync(IServiceProvider instance)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => unit.LoadAsync(Collection, ["a"], Cancelled));
        Assert.True(unit.IsTransient(failure));
        return failure;
    }

    static async Task<string> UnhealthyAsync(IServiceProvider instance)
    {
        var report = await instance.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "database", Cancelled);
        var database = Assert.Single(report.Entries).Value;
        Assert.Equal(HealthStatus.Unhealthy, database.Status);
        return Assert.IsType<string>(database.Description);
    }
}
