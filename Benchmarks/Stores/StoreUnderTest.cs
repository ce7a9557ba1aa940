using DbPerService.Inventory.Data;
using DbPerService.Inventory.Data.Redis;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Benchmarks.Stores;

/// <summary>A store on its own server, wired as in the service.</summary>
sealed class StoreUnderTest : IAsyncDisposable
{
    readonly EngineProcess _engine;
    readonly IHost _host;

    StoreUnderTest(string name, EngineProcess engine, Dictionary<string, string?> settings, Action<IHostApplicationBuilder> add)
    {
        Name = name;
        _engine = engine;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:kafka", "127.0.0.1:1")]);
        builder.AddMessaging(new ServiceDeclaration("inventory"));
        add(builder);
        _host = builder.Build();
    }

    public string Name { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<StoreUnderTest> PostgresAsync()
    {
        var engine = await EngineProcess.PostgresAsync();
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={engine.Port};Username={user};Password={engine.Password};Database={database}";
        var settings = new Dictionary<string, string?>
        {
            ["inventory-admin"] = Login("postgres", "postgres"),
            ["inventory-migrator"] = Login("inventory_migrator", "inventory"),
            ["inventory-relay"] = Login("inventory_relay", "inventory"),
            ["inventory"] = Login("inventory_app", "inventory"),
        };
        foreach (var (name, login) in settings)
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__" + name, login);
        }

        if (await PostgresMessaging.MigrateAsync("inventory", typeof(IStockStore).Assembly) != 0)
        {
            throw new InvalidOperationException("PostgreSQL could not be prepared.");
        }

        return new StoreUnderTest(
            "postgres", engine, settings.ToDictionary(setting => "ConnectionStrings:" + setting.Key, setting => setting.Value),
            builder =>
            {
                builder.AddPostgresMessaging("inventory");
                builder.Services.AddScoped<IStockStore, PostgresStockStore>();
            });
    }

    public static async Task<StoreUnderTest> RedisAsync()
    {
        var engine = await EngineProcess.RedisAsync();
        return new StoreUnderTest(
            "redis", engine,
            new Dictionary<string, string?> { ["ConnectionStrings:inventory"] = $"127.0.0.1:{engine.Port},password={engine.Password}" },
            builder =>
            {
                builder.AddRedisMessaging("inventory", RedisStockStore.Operations);
                builder.Services.AddScoped<IStockStore, RedisStockStore>();
            });
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _engine.DisposeAsync();
    }
}
