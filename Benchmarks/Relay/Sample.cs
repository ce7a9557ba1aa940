using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.Testing;
using Npgsql;

namespace DbPerService.Relay;

/// <summary>The benchmark's events and topic.</summary>
static class Sample
{
    public const string Topic = "bench";

    const int Writers = 16;

    public static Dictionary<string, string?> Settings(EngineProcess postgres, EngineProcess kafka)
    {
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={postgres.Port};Username={user};Password={postgres.Password};Database={database}";
        return new()
        {
            ["ConnectionStrings:bench-admin"] = Login("postgres", "postgres"),
            ["ConnectionStrings:bench-migrator"] = Login("bench_migrator", "bench"),
            ["ConnectionStrings:bench"] = Login("bench_app", "bench"),
            ["ConnectionStrings:bench-relay"] = Login("bench_relay", "bench"),
            ["ConnectionStrings:kafka"] = $"127.0.0.1:{kafka.Port}",
            ["Messaging:Kafka:CreateTopics"] = "false",
        };
    }

    /// <summary>Commits events of about 400 bytes, one per transaction.</summary>
    public static async Task CommitAsync(string connectionString, int events)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString + ";Pooling=true;No Reset On Close=true;Max Auto Prepare=10");
        var payload = "{\"text\":\"" + new string('x', 380) + "\"}";
        await Parallel.ForEachAsync(
            Enumerable.Range(0, events),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (number, cancellationToken) =>
            {
                await using var command = dataSource.CreateCommand(
                    "INSERT INTO messaging.outbox (id, topic, key, type, payload) VALUES ($1, $2, $3, 'Sample', $4)");
                command.Parameters.Add(PostgresTransaction.Parameter(Guid.CreateVersion7()));
                command.Parameters.Add(PostgresTransaction.Parameter(Topic));
                command.Parameters.Add(PostgresTransaction.Parameter($"key-{number % 1000}"));
                command.Parameters.Add(PostgresTransaction.Parameter(payload));
                await command.ExecuteNonQueryAsync(cancellationToken);
            });
    }

    public static async Task DropSlotAsync(string connectionString)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()");
        await Eventually.IsTrue(
            async () =>
            {
                await command.ExecuteNonQueryAsync();
                return true;
            },
            CancellationToken.None);
    }
}
