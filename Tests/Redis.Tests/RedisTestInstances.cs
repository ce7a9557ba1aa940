using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Inventory.Data.Redis;
using DbPerService.Messaging;
using DbPerService.Redis;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace DbPerService.Tests.Redis;

/// <summary>Instances of a service on the test's server, with the rights a service has, wired but not started.</summary>
public sealed class RedisTestInstances : IAsyncDisposable
{
    readonly List<IHost> _hosts = [];
    readonly string _login;

    RedisTestInstances(string service, string login)
    {
        Service = service;
        _login = login;
    }

    public string Service { get; }

    /// <summary>The service's connection string.</summary>
    public string Login => _login;

    public LogCapture Log { get; } = new();

    public static async Task<RedisTestInstances> CreateAsync(RedisServerFixture server)
    {
        var service = "s" + Guid.NewGuid().ToString("N");
        var login = $"127.0.0.1:{server.Engine.Port},user={service},password=of-{service}";
        await RedisDatabase.ProvisionAsync(
            service, ConfigurationOptions.Parse(login), ConfigurationOptions.Parse(server.Admin + ",allowAdmin=true"),
            requiresDurability: true, NullLogger.Instance, TestContext.Current.CancellationToken);
        return new RedisTestInstances(service, login);
    }

    public IServiceProvider New(params (string Name, string Value)[] settings) => NewHost(settings).Services;

    public IHost NewHost(params (string Name, string Value)[] settings) => NewHost(_ => { }, settings);

    /// <summary>An instance some of whose services the test replaces.</summary>
    public IHost NewHost(Action<IServiceCollection> replace, params (string Name, string Value)[] settings) =>
        NewHost(new ServiceDeclaration(Service), (_, services) => replace(services), settings);

    /// <summary>An instance that handles events of orders.</summary>
    public IHost NewHost(Action<MessagingBuilder, IServiceCollection> add, params (string Name, string Value)[] settings) =>
        NewHost(new ServiceDeclaration(Service) { Subscribes = [Topics.Orders] }, add, settings);

    /// <summary>An instance of a service with another declaration.</summary>
    public IHost NewHost(
        ServiceDeclaration service, Action<MessagingBuilder, IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{Service}"] = _login,
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.Logging.AddProvider(new LogCaptureProvider(Log));
        var messaging = builder.AddMessaging(service);
        builder.AddRedisMessaging(Service, RedisStockStore.Operations);
        builder.Services.AddScoped<IStockStore, RedisStockStore>();
        add(messaging, builder.Services);
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
