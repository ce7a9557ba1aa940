using DbPerService.Messaging.MongoDB;
using DbPerService.Payments.Data;
using DbPerService.Payments.Data.Mongo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

/// <summary>
/// Instances of a service with a database of its own on the test's server, and the rights a service has there, wired but not started.
/// </summary>
public sealed class TestInstances : IAsyncDisposable
{
    readonly List<IHost> _hosts = [];
    readonly string _login;

    TestInstances(string service, string login)
    {
        Service = service;
        _login = login;
    }

    /// <summary>The service, and its database.</summary>
    public string Service { get; }

    public static async Task<TestInstances> CreateAsync(MongoServerFixture server)
    {
        var service = "s" + Guid.NewGuid().ToString("N");
        if (server.Admin is null)
        {
            return new TestInstances(service, $"mongodb://{server.Address}/{service}");
        }

        var login = $"mongodb://{service}:of-{service}@{server.Address}/{service}";
        await MongoDatabase.ProvisionAsync(
            service, new MongoUrl(login), new MongoUrl(server.Admin), TestContext.Current.CancellationToken);
        return new TestInstances(service, login);
    }

    /// <summary>An instance whose server has been looked at, as at a start.</summary>
    public async Task<IServiceProvider> NewAsync(params string[] outboxes)
    {
        var services = New(outboxes);
        await MongoServer.PrepareAsync(
            Service, services.GetRequiredService<MongoConnection>(), services.GetRequiredService<MongoMessagingOptions>(), default);
        return services;
    }

    public IServiceProvider New(params string[] outboxes) => NewHost(outboxes).Services;

    /// <summary>An instance that can be started.</summary>
    public IHost NewHost(string[] outboxes, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{Service}"] = _login,
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.AddMessaging(Service);
        builder.AddMongoMessaging(Service, outboxes);
        builder.Services.AddScoped<IPaymentStore, MongoPaymentStore>();
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
