using DbPerService.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

/// <summary>
/// A MongoDB: the one at the address in DBPERSERVICE_TEST_MONGO (host:port, without logins), else one of the test class's own, with logins.
/// </summary>
public sealed class MongoServerFixture : IAsyncLifetime
{
    const string Setting = "DBPERSERVICE_TEST_MONGO";

    readonly string? _address = Environment.GetEnvironmentVariable(Setting);
    EngineProcess? _engine;

    /// <summary>host:port; skips the test if there is no server.</summary>
    public string Address
    {
        get
        {
            Assert.SkipWhen(
                _engine is null && string.IsNullOrEmpty(_address),
                $"Not run on MongoDB: there is no mongod on the PATH, and {Setting} names no server.");
            return _engine is null ? _address! : $"127.0.0.1:{_engine.Port}";
        }
    }

    /// <summary>The administrator's connection string, or null for a server without logins.</summary>
    public string? Admin => _engine is null ? null : $"mongodb://admin:{_engine.Password}@{Address}";

    /// <summary>The server, for a test that needs one with logins that it may kill; skips the test if there is none.</summary>
    public EngineProcess Engine
    {
        get
        {
            Assert.SkipWhen(
                _engine is null,
                string.IsNullOrEmpty(_address)
                    ? "Not run on MongoDB: there is no mongod on the PATH."
                    : $"Not run on the MongoDB that {Setting} names: it is not the test's own.");
            return _engine;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (string.IsNullOrEmpty(_address) && Tool.IsOnPath("mongod"))
        {
            _engine = await EngineProcess.MongoAsync();
        }
    }

    /// <summary>Runs a command on a database as the administrator.</summary>
    public async Task<BsonDocument> AdministerAsync(string database, BsonDocument command)
    {
        using var admin = new MongoClient($"mongodb://admin:{Engine.Password}@{Address}");
        return await admin.GetDatabase(database).RunCommandAsync<BsonDocument>(
            command, cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }
}
