using System.Reflection;
using DbPerService.Testing;

// Tests mostly wait, for groups to form and sessions to end, so more of them run concurrently than there are processors.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace DbPerService.Tests.PostgreSql;

/// <summary>A PostgreSQL server and a broker for one test class.</summary>
public sealed class EnginesFixture : IAsyncLifetime
{
    int _services;
    bool _isBrokerNew;

    public EngineProcess Postgres { get; private set; } = null!;

    public EngineProcess Kafka { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = EngineProcess.PostgresCopyAsync();
        await NewKafkaAsync();
        Postgres = await postgres;
    }

    /// <summary>A service with its own database, and an empty broker.</summary>
    public async Task<TestService> NewServiceAsync()
    {
        if (!_isBrokerNew)
        {
            await Kafka.DisposeAsync();
            await NewKafkaAsync();
        }

        return await NewDatabaseAsync();
    }

    /// <summary>A service with its own database, created by another assembly's migrations, and no broker.</summary>
    public Task<TestService> NewDatabaseAsync(Assembly? migrations = null)
    {
        _isBrokerNew = false;
        return TestService.CreateAsync(Postgres, Kafka, $"service{++_services}", migrations);
    }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    async Task NewKafkaAsync()
    {
        Kafka = await EngineProcess.KafkaAsync(["pings", .. Enumerable.Range(1, 30).Select(n => $"service{n}.dead-letter")]);
        _isBrokerNew = true;
    }
}
