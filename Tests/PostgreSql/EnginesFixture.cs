using System.Reflection;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A PostgreSQL server and a broker of a test class's own.</summary>
public sealed class EnginesFixture : IAsyncLifetime
{
    int _services;

    public EngineProcess Postgres { get; private set; } = null!;

    public EngineProcess Kafka { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Postgres = await EngineProcess.PostgresAsync();
        await NewKafkaAsync();
    }

    /// <summary>A service with a database of its own, and an empty broker.</summary>
    public async Task<TestService> NewServiceAsync()
    {
        await Kafka.DisposeAsync();
        await NewKafkaAsync();
        return await TestService.CreateAsync(Postgres, Kafka, $"service{++_services}");
    }

    /// <summary>A service with a database of its own, made by another assembly's migrations, and no broker to speak to.</summary>
    public Task<TestService> NewDatabaseAsync(Assembly? migrations = null) =>
        TestService.CreateAsync(Postgres, Kafka, $"service{++_services}", migrations);

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    async Task NewKafkaAsync() =>
        Kafka = await EngineProcess.KafkaAsync(["pings", .. Enumerable.Range(1, 30).Select(n => $"service{n}.dead-letter")]);
}
