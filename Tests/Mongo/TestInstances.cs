using DbPerService.Messaging.MongoDB;
using DbPerService.Payments.Data;
using DbPerService.Payments.Data.Mongo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Mongo;

/// <summary>Instances of a service with a database of its own on the test's server, wired but not started.</summary>
public sealed class TestInstances(string address) : IAsyncDisposable
{
    readonly List<IHost> _hosts = [];

    /// <summary>The service, and its database.</summary>
    public string Service { get; } = "s" + Guid.NewGuid().ToString("N");

    public async Task<IServiceProvider> NewAsync(params string[] outboxes)
    {
        var services = New(outboxes);
        await MongoServer.PrepareAsync(
            Service, services.GetRequiredService<MongoConnection>(), services.GetRequiredService<MongoMessagingOptions>(), default);
        return services;
    }

    public IServiceProvider New(params string[] outboxes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{Service}"] = $"mongodb://{address}/{Service}",
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        });
        builder.AddMessaging(Service);
        builder.AddMongoMessaging(Service, outboxes);
        builder.Services.AddScoped<IPaymentStore, MongoPaymentStore>();
        var host = builder.Build();
        _hosts.Add(host);
        return host.Services;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
