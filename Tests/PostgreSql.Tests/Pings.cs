using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>An event.</summary>
public sealed record Ping(string Id, int Number) : IEvent
{
    public static string Topic => "pings";
    string IEvent.Key => Id;
}

/// <summary>Another event of the same owner.</summary>
public sealed record Pong(string Id, int Number) : IEvent
{
    public static string Topic => "pings";
    string IEvent.Key => Id;
}

/// <summary>The behaviour of the test's handlers, and what they received.</summary>
public sealed class Behaviour
{
    /// <summary>Throws to fail.</summary>
    public Action<string, int> On { get; set; } = (_, _) => { };
}

/// <summary>Records each event, in order, in the service's own database, and replies with an Echo.</summary>
public sealed class RecordPing(PostgresUnitOfWork unit, Behaviour behaviour) : IEventHandler<Ping>
{
    public Task HandleAsync(IReadOnlyList<Received<Ping>> batch, CancellationToken cancellationToken)
    {
        foreach (var received in batch)
        {
            behaviour.On(received.Event.Id, received.Event.Number);
            unit.Defer(
                "INSERT INTO applied (type, key, number) VALUES ('Ping', $1, $2)",
                PostgresTransaction.Parameter(received.Event.Id), PostgresTransaction.Parameter(received.Event.Number));
        }

        return Task.CompletedTask;
    }
}

public sealed class RecordPong(PostgresUnitOfWork unit, Behaviour behaviour) : IEventHandler<Pong>
{
    public Task HandleAsync(IReadOnlyList<Received<Pong>> batch, CancellationToken cancellationToken)
    {
        foreach (var received in batch)
        {
            behaviour.On(received.Event.Id, received.Event.Number);
            unit.Defer(
                "INSERT INTO applied (type, key, number) VALUES ('Pong', $1, $2)",
                PostgresTransaction.Parameter(received.Event.Id), PostgresTransaction.Parameter(received.Event.Number));
        }

        return Task.CompletedTask;
    }
}
