using DbPerService.Messaging;
using DbPerService.MongoDB;
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
    public async Task A_wrong_password_ends_startup_and_names_the_setting()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await MongoTestInstances.CreateAsync(server);

        var failure = await FailureAsync(instances, $"mongodb://{instances.Service}:another@{address}/{instances.Service}");

        Assert.Equal(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} refuses the login: user, password or authSource is wrong.", failure);
    }

    [Fact]
    public async Task A_connection_string_without_a_login_ends_startup_and_names_the_setting()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await MongoTestInstances.CreateAsync(server);

        var failure = await FailureAsync(instances, $"mongodb://{address}/{instances.Service}");

        Assert.Equal(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} requires a login, and the connection string has none.", failure);
    }

    [Fact]
    public async Task A_read_only_login_ends_startup_and_names_the_setting()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await MongoTestInstances.CreateAsync(server);
        await server.AdministerAsync(instances.Service, new BsonDocument("updateUser", instances.Service)
        {
            { "roles", new BsonArray { new BsonDocument { { "role", "read" }, { "db", instances.Service } } } },
        });

        var failure = await FailureAsync(instances);

        Assert.StartsWith(
            $"ConnectionStrings:{instances.Service}: MongoDB at {address} accepts this login, but", failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
    }

    [Fact]
    public async Task Startup_waits_for_an_unreachable_server()
    {
        var engine = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        await engine.KillAsync();
        using var host = instances.NewHost([]);
        var starting = host.StartAsync(Cancelled);
        await instances.Log.WaitForAsync("waiting for MongoDB", Cancelled);
        Assert.False(starting.IsCompleted);

        await engine.StartAsync();

        await starting.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_login_has_no_rights_outside_its_service()
    {
        _ = server.Engine;
        await using var other = await MongoTestInstances.CreateAsync(server);
        await other.NewAsync();
        await using var instances = await MongoTestInstances.CreateAsync(server);
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
    public async Task A_connection_string_without_a_database_uses_the_services_database()
    {
        var address = $"127.0.0.1:{server.Engine.Port}";
        await using var instances = await MongoTestInstances.CreateAsync(server, login: service => $"mongodb://{service}:secret@{address}");

        var database = (await instances.NewAsync()).GetRequiredService<MongoConnection>().Database;

        Assert.Equal(instances.Service, database.DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public async Task The_retention_of_redriven_dead_letters_follows_its_setting()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        foreach (var days in new[] { 14, 3, 30 })
        {
            using var host = instances.NewHost([], ("Messaging:MongoDB:RedrivenRetention", $"{days}.00:00:00"));
            await MongoTestInstances.PrepareAsync(host.Services);
            var letters = host.Services.GetRequiredService<MongoConnection>().Database.GetCollection<BsonDocument>("deadLetters");

            var indexes = await (await letters.Indexes.ListAsync(Cancelled)).ToListAsync(Cancelled);

            var expiring = Assert.Single(indexes, index => index.Contains("expireAfterSeconds"));
            Assert.Equal(TimeSpan.FromDays(days).TotalSeconds, expiring["expireAfterSeconds"].ToDouble());
        }
    }

    [Fact]
    public async Task Dead_letters_of_an_earlier_version_are_migrated_in_order()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = instances.New();
        var former = instance.GetRequiredService<MongoConnection>().Database.GetCollection<BsonDocument>("parked");
        await former.InsertManyAsync([Former(2, "An earlier event of this key is parked."), Former(1, "it is wrong")], null, Cancelled);

        await MongoTestInstances.PrepareAsync(instance);
        await MongoTestInstances.PrepareAsync(instance);

        var letters = await instance.GetRequiredService<IDeadLetterStore>().ListAsync(new DeadLetterFilter("test-events", "a"), Cancelled);
        Assert.Equal([DeadLetterReason.Failed, DeadLetterReason.BehindAnother], letters.Select(letter => letter.Cause.Reason));
        Assert.Equal([1L, 2L], letters.Select(letter => letter.Offset));
        Assert.Equal(0, await former.CountDocumentsAsync(new BsonDocument(), cancellationToken: Cancelled));
        await using var scope = instance.CreateAsyncScope();
        var message = await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().TakeDeadLetterAsync(letters[0].Id, Cancelled);
        Assert.Equal("{}", System.Text.Encoding.UTF8.GetString(message!.Payload));

        static BsonDocument Former(int number, string reason) => new()
        {
            { "_id", Guid.CreateVersion7().ToString() }, { "of", "test-events:a" }, { "waiting", true }, { "partition", 0 },
            { "offset", (long)number }, { "reason", reason }, { "parkedAt", $"2026-03-01T12:00:00.00000{number}Z" }, { "topic", "test-events" },
            { "key", "a" }, { "type", "TestEvent" }, { "source", "somebody" }, { "time", "2026-03-01T11:00:00.000000Z" },
            { "payload", new BsonBinaryData("{}"u8.ToArray()) }, { "traceParent", BsonNull.Value }, { "traceState", BsonNull.Value },
        };
    }

    static async Task<string> FailureAsync(MongoTestInstances instances, string? connectionString = null)
    {
        using var host = instances.NewHost(
            [], ($"ConnectionStrings:{instances.Service}", connectionString ?? instances.Login));
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled))).Message;
    }
}
