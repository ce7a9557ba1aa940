using DbPerService.Messaging.MongoDB;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

public sealed class StartupTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_ends_the_start_with_the_settings_name()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await TestInstances.CreateAsync(server);

        var failure = await FailureAsync(instances, $"mongodb://{instances.Service}:another@{address}/{instances.Service}");

        Assert.Equal(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} refuses the login: user, password or authSource is wrong.", failure);
    }

    [Fact]
    public async Task A_connection_string_without_a_login_ends_the_start_with_the_settings_name()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await TestInstances.CreateAsync(server);

        var failure = await FailureAsync(instances, $"mongodb://{address}/{instances.Service}");

        Assert.Equal(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} wants a login, and the connection string has none.", failure);
    }

    [Fact]
    public async Task A_login_that_may_only_read_ends_the_start_with_the_settings_name()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await TestInstances.CreateAsync(server);
        await server.AdministerAsync(instances.Service, new BsonDocument("updateUser", instances.Service)
        {
            { "roles", new BsonArray { new BsonDocument { { "role", "read" }, { "db", instances.Service } } } },
        });

        var failure = await FailureAsync(instances);

        Assert.StartsWith(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} lets this login in, but not", failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
    }

    [Fact]
    public async Task A_service_waits_for_its_server()
    {
        var engine = server.Engine;
        await using var instances = await TestInstances.CreateAsync(server);
        await engine.KillAsync();
        using var host = instances.NewHost([]);
        var starting = host.StartAsync(Cancelled);
        await instances.Heard.HearsAsync("waiting", Cancelled);
        Assert.False(starting.IsCompleted);

        await engine.StartAsync();

        await starting.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_login_has_no_right_to_what_is_not_its_services()
    {
        _ = server.Engine;
        await using var other = await TestInstances.CreateAsync(server);
        await other.NewAsync();
        await using var instances = await TestInstances.CreateAsync(server);
        using var login = new MongoClient(instances.Login);
        foreach (var (database, command) in new (string, BsonDocument)[]
        {
            (other.Service, new BsonDocument("find", "relay")),
            (other.Service, new BsonDocument { { "insert", "relay" }, { "documents", new BsonArray { new BsonDocument("_id", "a") } } }),
            (other.Service, new BsonDocument("dropDatabase", 1)),
            (instances.Service, new BsonDocument { { "createUser", "b" }, { "pwd", "b" }, { "roles", new BsonArray() } }),
            ("admin", new BsonDocument("find", "system.users")),
            ("admin", new BsonDocument("shutdown", 1)),
        })
        {
            var refusal = await Assert.ThrowsAsync<MongoCommandException>(
                () => login.GetDatabase(database).RunCommandAsync<BsonDocument>(command, cancellationToken: Cancelled));
            Assert.Equal(13, refusal.Code);
        }
    }

    [Fact]
    public async Task A_connection_string_without_a_database_gets_the_services()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await TestInstances.CreateAsync(server, login: service => $"mongodb://{service}:secret@{address}");

        var database = (await instances.NewAsync()).GetRequiredService<MongoConnection>().Database;

        Assert.Equal(instances.Service, database.DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public async Task The_retention_of_redriven_events_follows_its_setting()
    {
        await using var instances = await TestInstances.CreateAsync(server);
        foreach (var days in new[] { 14, 3, 30 })
        {
            using var host = instances.NewHost([], ("Messaging:MongoDB:RedrivenRetention", $"{days}.00:00:00"));
            await instances.PrepareAsync(host.Services);
            var parked = host.Services.GetRequiredService<MongoConnection>().Database.GetCollection<BsonDocument>("parked");

            var indexes = await (await parked.Indexes.ListAsync(Cancelled)).ToListAsync(Cancelled);

            var expiring = Assert.Single(indexes, index => index.Contains("expireAfterSeconds"));
            Assert.Equal(TimeSpan.FromDays(days).TotalSeconds, expiring["expireAfterSeconds"].ToDouble());
        }
    }

    static async Task<string> FailureAsync(TestInstances instances, string? connectionString = null)
    {
        using var host = instances.NewHost(
            [], ($"ConnectionStrings:{instances.Service}", connectionString ?? instances.Login));
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled))).Message;
    }
}
