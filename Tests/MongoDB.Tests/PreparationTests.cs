using DbPerService.MongoDB;
using DbPerService.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

/// <summary>The job that creates a service's login.</summary>
public sealed class PreparationTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Login = "mongodb://payments_app:secret@127.0.0.1:1/payments";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    readonly LogCapture _log = new();

    [Fact]
    public async Task An_unreachable_server_is_reported_once_and_ends_the_migration_naming_the_setting()
    {
        var address = $"127.0.0.1:{FreePort.Next()}";

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ProvisionAsync(Login, $"mongodb://admin:secret@{address}", TimeSpan.FromSeconds(4)));

        Assert.Equal($"ConnectionStrings:payments-admin: MongoDB at {address} did not become available within 4 s: no response", failure.Message);
        Assert.Equal(
            $"ConnectionStrings:payments-admin: waiting for MongoDB at {address}: no response", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task A_refusal_by_the_server_ends_the_migration_naming_the_setting()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await server.AdministerAsync(
            "admin", new BsonDocument("createUser", "reader") { { "pwd", "secret" }, { "roles", new BsonArray { "readAnyDatabase" } } });

        foreach (var (admin, problem) in new[]
        {
            ("admin:another@", "refuses the login"), ("reader:secret@", "accepts this login, but"), ("", "requires a login"),
        })
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ProvisionAsync(Login, $"mongodb://{admin}{address}"));
            Assert.StartsWith(
                $"ConnectionStrings:payments-admin: MongoDB at {address} {problem}", failure.Message, StringComparison.Ordinal);
        }

        var unnamed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ProvisionAsync("mongodb://payments_app:secret@127.0.0.1:1/payments?authSource=local", server.Admin!));
        Assert.StartsWith($"ConnectionStrings:payments-admin: MongoDB at {address} fails: ", unnamed.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Concurrent_migrations_create_one_login()
    {
        _ = server.Engine;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ProvisionAsync(Login, server.Admin!))));

        var users = await server.AdministerAsync("payments", new BsonDocument("usersInfo", 1));
        var user = Assert.Single(users["users"].AsBsonArray).AsBsonDocument;
        Assert.Equal("payments_app", user["user"]);
        Assert.Equal(
            [new BsonDocument { { "role", "readWrite" }, { "db", "payments" } }], user["roles"].AsBsonArray.Select(role => role.AsBsonDocument));
    }

    Task ProvisionAsync(string login, string admin, TimeSpan? patience = null) => MongoDatabase.ProvisionAsync(
        "payments", new MongoUrl(login), new MongoUrl(admin), patience ?? TimeSpan.FromMinutes(1), _log, Cancelled);
}
