using DbPerService.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Standalone.Databases;

[Collection(OnPolyglot.Name)]
public sealed class PolyglotBadConfigurationTests(PolyglotSystem system)
{
    readonly PolyglotSystem _system = system.OrSkip();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_for_Redis_ends_the_service()
    {
        Assert.SkipUnless(Installed.Redis, "Not run on Redis: there is no redis-server on the PATH.");
        await using var run = ServiceProcess.Start(
            "Inventory", Url(), ("ConnectionStrings:inventory", $"127.0.0.1:{Port("inventory-redis")},user=inventory_app,password={"wrong"}"));

        await run.EndsInOneLineAsync("ConnectionStrings:inventory: Redis at 127.0.0.1");
    }

    [Fact]
    public async Task A_wrong_password_for_MongoDB_ends_the_service()
    {
        Assert.SkipUnless(Installed.MongoDB, "Not run on MongoDB: there is no mongod on the PATH.");
        await using var run = ServiceProcess.Start("Payments", Url(), ("ConnectionStrings:payments", MongoLogin("payments_app", "wrong")));

        await run.EndsInOneLineAsync("ConnectionStrings:payments: MongoDB at 127.0.0.1");
    }

    [Fact]
    public async Task A_read_only_MongoDB_login_ends_the_service()
    {
        Assert.SkipUnless(Installed.MongoDB, "Not run on MongoDB: there is no mongod on the PATH.");
        using var admin = new MongoClient(
            $"mongodb://admin:{_system.Secrets().GetProperty("payments").GetProperty("admin").GetString()}@127.0.0.1:{Port("payments-mongodb")}");
        var role = new BsonDocument { { "role", "read" }, { "db", "payments" } };
        await admin.GetDatabase("payments").RunCommandAsync<BsonDocument>(
            new BsonDocument { { "createUser", "reader" }, { "pwd", "of-reader" }, { "roles", new BsonArray { role } } },
            cancellationToken: Cancelled);
        await using var run = ServiceProcess.Start("Payments", Url(), ("ConnectionStrings:payments", MongoLogin("reader", "of-reader")));

        await run.EndsInOneLineAsync("ConnectionStrings:payments: MongoDB at 127.0.0.1");
    }

    static string Url() => $"http://127.0.0.1:{FreePort.Next()}";

    string MongoLogin(string user, string password) => $"mongodb://{user}:{password}@127.0.0.1:{Port("payments-mongodb")}/payments";

    int Port(string engine) => _system.Engine(engine).GetProperty("port").GetInt32();
}
