using DbPerService.Sessions.Data;
using DbPerService.Sessions.Domain;
using DbPerService.Testing;
using DbPerService.Tests.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The database of Sessions, once for all its tests.</summary>
public sealed class SessionsFixture : IAsyncLifetime
{
    readonly EnginesFixture _engines = new();

    public TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _engines.InitializeAsync();
        Service = await _engines.NewDatabaseAsync(typeof(ISessionStore).Assembly);
    }

    public void Add(WebApplicationBuilder builder)
    {
        Service.Configure(builder);
        Add((IHostApplicationBuilder)builder);
    }

    public void Add(IHostApplicationBuilder builder) =>
        builder.AddPostgres(Service.Name).Services.AddSingleton<ISessionStore, PostgresSessionStore>();

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _engines.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SessionsCollection : ICollectionFixture<SessionsFixture>
{
    public const string Name = "Sessions";
}

[Collection(SessionsCollection.Name)]
public sealed class PostgresSessionStoreTests(SessionsFixture database) : SessionStoreConformance, IAsyncDisposable
{
    readonly List<IHost> _instances = [];

    [Fact]
    public async Task Expired_sessions_are_deleted_in_batches()
    {
        await database.Service.ScalarAsync<int>("""
            INSERT INTO sessions (id, token_hash, user_id, role, created_at, expires_at, ends_at)
            SELECT gen_random_uuid(), sha256(n::text::bytea), 'late', 'User', now() - interval '1 day', now() - interval '1 hour', now()
            FROM generate_series(1, 2500) n
            """);
        var instance = NewInstance(services => services.AddHostedService<ExpiredSessions>());
        var kept = await instance.GetRequiredService<ISessionStore>().CreateAsync(
            Guid.CreateVersion7(), [1], "kept", SessionRole.User, TestContext.Current.CancellationToken);

        await instance.GetRequiredService<IHost>().StartAsync(TestContext.Current.CancellationToken);

        await Eventually.IsTrue(
            async () => await database.Service.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = 'late'") == 0,
            TestContext.Current.CancellationToken);
        Assert.Equal(kept.Id, await database.Service.ScalarAsync<Guid>("SELECT id FROM sessions WHERE user_id = 'kept'"));
    }

    // The server has few connections, and each instance keeps some.
    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await database.Service.StopAsync(instance);
        }
    }

    protected override IServiceProvider NewInstance(Action<IServiceCollection> configure)
    {
        var instance = database.Service.NewInstance(builder => configure(builder.Services), database.Add);
        _instances.Add(instance);
        return instance.Services;
    }
}

[Collection(SessionsCollection.Name)]
public sealed class PostgresSessionEndpointTests(SessionsFixture database) : SessionEndpointConformance
{
    protected override void AddStore(WebApplicationBuilder builder) => database.Add(builder);
}

[Collection(SessionsCollection.Name)]
public sealed class PostgresCheckoutTests(SessionsFixture database) : CheckoutConformance
{
    protected override void AddStore(WebApplicationBuilder builder) => database.Add(builder);
}
