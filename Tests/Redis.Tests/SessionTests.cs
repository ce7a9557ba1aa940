using DbPerService.Sessions.Data;
using DbPerService.Sessions.Data.Redis;
using DbPerService.Tests.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Redis;

/// <summary>The database of Sessions, once for all its tests.</summary>
public sealed class SessionsFixture : IAsyncLifetime
{
    readonly RedisServerFixture _server = new();
    RedisTestInstances? _instances;

    RedisTestInstances Instances => _instances!;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    /// <summary>Creates the database before the first test; skips each test if there is no server.</summary>
    public async ValueTask BeReadyAsync() => _instances ??= await RedisTestInstances.CreateAsync(_server);

    public IServiceProvider NewInstance(Action<IServiceCollection> configure) => Instances.NewHost(services =>
    {
        services.AddSingleton<ISessionStore, RedisSessionStore>();
        configure(services);
    }).Services;

    public void Add(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{Instances.Service}", Instances.Login)]);
        builder.AddRedis(Instances.Service).Services.AddSingleton<ISessionStore, RedisSessionStore>();
    }

    public async ValueTask DisposeAsync()
    {
        await (_instances?.DisposeAsync() ?? default);
        await _server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SessionsCollection : ICollectionFixture<SessionsFixture>
{
    public const string Name = "Sessions";
}

[Collection(SessionsCollection.Name)]
public sealed class RedisSessionStoreTests(SessionsFixture database) : SessionStoreConformance, IAsyncLifetime
{
    public ValueTask InitializeAsync() => database.BeReadyAsync();

    public ValueTask DisposeAsync() => default;

    protected override IServiceProvider NewInstance(Action<IServiceCollection> configure) => database.NewInstance(configure);
}

[Collection(SessionsCollection.Name)]
public sealed class RedisSessionEndpointTests(SessionsFixture database) : SessionEndpointConformance
{
    public override async ValueTask InitializeAsync()
    {
        await database.BeReadyAsync();
        await base.InitializeAsync();
    }

    protected override void AddStore(WebApplicationBuilder builder) => database.Add(builder);
}

[Collection(SessionsCollection.Name)]
public sealed class RedisCheckoutTests(SessionsFixture database) : CheckoutConformance
{
    public override async ValueTask InitializeAsync()
    {
        await database.BeReadyAsync();
        await base.InitializeAsync();
    }

    protected override void AddStore(WebApplicationBuilder builder) => database.Add(builder);
}
