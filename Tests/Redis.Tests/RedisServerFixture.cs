using DbPerService.Testing;
using StackExchange.Redis;

namespace DbPerService.Tests.Redis;

/// <summary>A Redis for one test class, as a system of record: every reply waits for the disk.</summary>
public sealed class RedisServerFixture : IAsyncLifetime
{
    EngineProcess? _engine;

    /// <summary>The server; skips the test if there is none.</summary>
    public EngineProcess Engine
    {
        get
        {
            Assert.SkipWhen(_engine is null, "Not run on Redis: there is no redis-server on the PATH.");
            return _engine;
        }
    }

    /// <summary>The administrator's connection string.</summary>
    public string Admin => $"127.0.0.1:{Engine.Port},password={Engine.Password},abortConnect=true";

    public async ValueTask InitializeAsync()
    {
        if (Tool.IsOnPath("redis-server"))
        {
            _engine = await EngineProcess.RedisAsync();
        }
    }

    public async Task<string> AdministerAsync(params object[] command)
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync(Admin + ",allowAdmin=true");
        return (await admin.GetDatabase().ExecuteAsync((string)command[0], command[1..])).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }
}
