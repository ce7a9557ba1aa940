using System.Reflection;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql.Provisioning;
using DbPerService.Testing;
using DbPerService.Tests.PostgreSql.EntityFramework;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A service's database on the test's server, and any number of instances of the service in this process.</summary>
public sealed class TestService : IAsyncDisposable
{
    readonly List<IHost> _instances = [];
    readonly Dictionary<string, string?> _settings;

    TestService(string name, Dictionary<string, string?> settings, string admin)
    {
        Name = name;
        _settings = settings;
        Admin = NpgsqlDataSource.Create(admin);
        Runtime = NpgsqlDataSource.Create(settings[$"ConnectionStrings:{name}"]!);
    }

    public string Name { get; }

    /// <summary>The service as one that publishes pings and handles nothing.</summary>
    public ServiceDeclaration Publisher => new(Name) { Publishes = [new(Ping.Topic)] };

    /// <summary>A service that handles pings.</summary>
    public static ServiceDeclaration Subscriber(string name) => new(name) { Subscribes = [Ping.Topic] };

    /// <summary>The administrator of the service's database.</summary>
    public NpgsqlDataSource Admin { get; }

    /// <summary>The service's own login.</summary>
    public NpgsqlDataSource Runtime { get; }

    public Behaviour Behaviour { get; } = new();

    public LogCapture Log { get; } = new();

    public static async Task<TestService> CreateAsync(
        EngineProcess postgres, EngineProcess kafka, string name, Assembly? migrations = null)
    {
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={postgres.Port};Username={user};Password={postgres.Password};Database={database};Include Error Detail=true";
        var settings = new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{name}-admin"] = Login("postgres", "postgres"),
            [$"ConnectionStrings:{name}-migrator"] = Login(name + "_migrator", name),
            [$"ConnectionStrings:{name}"] = Login(name + "_app", name),
            [$"ConnectionStrings:{name}-relay"] = Login(name + "_relay", name),
            ["ConnectionStrings:kafka"] = $"127.0.0.1:{kafka.Port}",
            ["Messaging:Kafka:FetchWait"] = "00:00:00.005",
            ["Messaging:Kafka:SessionTimeout"] = "00:00:02",
            ["Messaging:Kafka:CreateTopics"] = "false",
            ["Messaging:PostgreSql:CursorInterval"] = "00:00:00.100",
            ["Messaging:PostgreSql:Slot"] = name,
        };
        var logins = Logins(settings, name);
        await DatabaseProvisioner.ProvisionAsync(logins, NullLogger.Instance, CancellationToken.None);
        await Migrator.MigrateAsync(logins, migrations ?? typeof(TestService).Assembly, NullLogger.Instance, CancellationToken.None);
        return new TestService(name, settings, Login("postgres", name));
    }

    /// <summary>Migrates the database once more.</summary>
    public Task MigrateAsync() =>
        Migrator.MigrateAsync(Logins(_settings, Name), typeof(TestService).Assembly, NullLogger.Instance, TestContext.Current.CancellationToken);

    static ServiceLogins Logins(Dictionary<string, string?> settings, string name) =>
        ServiceLogins.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), name, PostgresMessaging.Schema);

    /// <summary>Starts an instance that publishes the service's outbox and applies pings.</summary>
    public async Task<IHost> StartAsync()
    {
        var host = NewInstance(builder => builder.AddMessaging(Subscriber(Name)).Handle<Ping, RecordPing>().Handle<Pong, RecordPong>());
        await host.StartAsync();
        return host;
    }

    /// <summary>Messaging under the service's name, without subscriptions.</summary>
    public void AddMessagingOnly(IHostApplicationBuilder builder) => builder.AddMessaging(Publisher);

    /// <summary>Gives an application the settings of an instance.</summary>
    public void Configure(IHostApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(_settings);

    /// <summary>An instance that is wired but not started.</summary>
    public IHost NewInstance(Action<IHostApplicationBuilder>? add = null, Action<IHostApplicationBuilder>? addDatabase = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        Configure(builder);
        builder.Logging.AddFilter("DbPerService", LogLevel.Information).AddFilter("Npgsql", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.Logging.AddProvider(new LogCaptureProvider(Log));
        builder.Services.AddSingleton(Behaviour);
        add?.Invoke(builder);
        (addDatabase ?? (b => b.AddPostgresMessaging(Name)))(builder);
        var host = builder.Build();
        _instances.Add(host);
        return host;
    }

    /// <summary>The same on Entity Framework Core.</summary>
    public IHost NewEntityFrameworkInstance(Action<IHostApplicationBuilder> add) =>
        NewInstance(add, builder => builder.AddEntityFrameworkMessaging<LedgerContext>(Name));

    public async Task StopAsync(IHost instance)
    {
        _instances.Remove(instance);
        await instance.StopAsync();
        instance.Dispose();
    }

    /// <summary>Commits events as an endpoint would.</summary>
    public async Task PublishAsync<TEvent>(params TEvent[] events) where TEvent : IEvent
    {
        await using var unit = NewUnit();
        foreach (var @event in events)
        {
            unit.Append(@event);
        }

        await unit.CommitAsync(TestContext.Current.CancellationToken);
    }

    public PostgresUnitOfWork NewUnit() => new(Runtime, new PostgresMessagingOptions { DeadLetterTopic = ServiceDeclaration.DeadLetterTopicOf(Name) });

    /// <summary>The applied events, in order, as "Type key number".</summary>
    public async Task<List<string>> AppliedAsync()
    {
        await using var command = Runtime.CreateCommand("SELECT type || ' ' || key || ' ' || number FROM applied ORDER BY position");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public Task AppliedIsAsync(params string[] expected) => Eventually.IsTrue(
        async () => (await AppliedAsync()).SequenceEqual(expected), TestContext.Current.CancellationToken);

    /// <summary>Waits until a number of events was applied, in any order.</summary>
    public Task AppliedAreAsync(IEnumerable<string> expected)
    {
        var sorted = expected.Order(StringComparer.Ordinal).ToList();
        return Eventually.IsTrue(
            async () => (await AppliedAsync()).Order(StringComparer.Ordinal).SequenceEqual(sorted), TestContext.Current.CancellationToken);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.ToList())
        {
            await StopAsync(instance);
        }

        // The server has few slots, and the other tests of the class need them.
        await Eventually.IsTrue(
            async () =>
            {
                await ScalarAsync<string>(
                    $"SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = '{Name}'");
                return true;
            },
            CancellationToken.None);
        await Admin.DisposeAsync();
        await Runtime.DisposeAsync();
    }
}
