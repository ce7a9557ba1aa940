using DbPerService.Inventory.Data;
using DbPerService.Inventory.Data.Redis;
using DbPerService.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Redis;

/// <summary>Instances of a service that keeps its data on the test's server, wired but not started.</summary>
public sealed class TestInstances(string service, string connectionString) : IAsyncDisposable
{
    readonly List<IHost> _hosts = [];

    /// <summary>The first one.</summary>
    public IServiceProvider First => field ??= New();

    public IServiceProvider New(params (string Name, string Value)[] settings) => NewHost(settings).Services;

    public IHost NewHost(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{service}"] = connectionString,
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        });
        builder.AddMessaging(service);
        builder.AddRedisMessaging(service, RedisStockStore.Operations);
        builder.Services.AddScoped<IStockStore, RedisStockStore>();
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
