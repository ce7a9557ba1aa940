using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Payments.Data;
using DbPerService.Payments.Data.Mongo;
using DbPerService.Testing;
using DbPerService.Users.Data;
using DbPerService.Users.Data.Mongo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

/// <summary>
/// Instances of a service with a database of its own on the test's server, and the rights a service has there, wired but not started.
/// </summary>
public sealed class MongoTestInstances : IAsyncDisposable
{
    readonly List<IHost> _hosts = [];

    MongoTestInstances(string service, string login)
    {
        Service = service;
        Login = login;
    }

    /// <summary>The name of the service and its database.</summary>
    public string Service { get; }

    /// <summary>The service's connection string.</summary>
    public string Login { get; }

    /// <summary>The log of the instances.</summary>
    public LogCapture Log { get; } = new();

    public static async Task<MongoTestInstances> CreateAsync(MongoServerFixture server, Func<string, string>? login = null)
    {
        var service = "s" + Guid.NewGuid().ToString("N");
        if (server.Admin is null)
        {
            return new MongoTestInstances(service, $"mongodb://{server.Address}/{service}");
        }

        var instances = new MongoTestInstances(
            service, login?.Invoke(service) ?? $"mongodb://{service}:of-{service}@{server.Address}/{service}");
        await MongoDatabase.ProvisionAsync(
            service, new MongoUrl(instances.Login), new MongoUrl(server.Admin), TimeSpan.FromMinutes(1), NullLogger.Instance,
            TestContext.Current.CancellationToken);
        return instances;
    }

    /// <summary>An instance whose server has been checked, as at startup.</summary>
    public async Task<IServiceProvider> NewAsync(params string[] outboxes)
    {
        var services = New(outboxes);
        await PrepareAsync(services);
        return services;
    }

    public static Task PrepareAsync(IServiceProvider instance) => MongoMessaging.PrepareAsync(
        instance.GetRequiredService<MongoConnection>(), instance.GetRequiredService<OutboxCollections>(),
        instance.GetRequiredService<MongoMessagingOptions>(), TestContext.Current.CancellationToken);

    public IServiceProvider New(params string[] outboxes) => NewHost(outboxes).Services;

    /// <summary>An instance that can be started.</summary>
    public IHost NewHost(string[] outboxes, params (string Name, string Value)[] settings) => NewHost(outboxes, _ => { }, settings);

    /// <summary>An instance some of whose services the test replaces.</summary>
    public IHost NewHost(string[] outboxes, Action<IServiceCollection> replace, params (string Name, string Value)[] settings) =>
        NewHost(new ServiceDeclaration(Service), outboxes, (_, services) => replace(services), settings);

    /// <summary>An instance that handles events of orders.</summary>
    public IHost NewHost(
        string[] outboxes, Action<MessagingBuilder, IServiceCollection> add, params (string Name, string Value)[] settings) =>
        NewHost(new ServiceDeclaration(Service) { Subscribes = [Topics.Orders] }, outboxes, add, settings);

    /// <summary>An instance of a service with another declaration.</summary>
    public IHost NewHost(
        ServiceDeclaration service, string[] outboxes, Action<MessagingBuilder, IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{Service}"] = Login,
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.Logging.AddProvider(new LogCaptureProvider(Log));
        var messaging = builder.AddMessaging(service);
        builder.AddMongoMessaging(Service, outboxes);
        builder.Services.AddScoped<IPaymentStore, MongoPaymentStore>().AddScoped<IUserStore, MongoUserStore>();
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
