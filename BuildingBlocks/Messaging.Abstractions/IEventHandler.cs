namespace DbPerService.Messaging;

/// <summary>
/// Applies events of one type to the service's own database. An aggregate that it changes commits atomically with the events about it.
/// The aggregates of a batch commit together on PostgreSQL and Redis, and one by one on MongoDB. It runs again after a rollback, so it
/// must have no other effect; on a database without an inbox it also receives events that it has applied: see <see cref="Redelivery"/>.
/// </summary>
/// <typeparam name="TEvent">The event; fields that the record lacks are ignored.</typeparam>
public interface IEventHandler<TEvent> where TEvent : IEvent
{
    /// <summary>Applies a batch: never empty, each event once, events of one key in the order their owner committed them.</summary>
    /// <exception cref="PermanentFailureException">
    /// The event breaks a rule and no retry will help: it becomes a dead letter, later events of its key wait behind it, and other keys
    /// continue. Any other exception is retried first.
    /// </exception>
    Task HandleAsync(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken);
}

/// <summary>An event as it arrived.</summary>
/// <param name="Event">The event.</param>
/// <param name="Id">The event's id, the same on every delivery.</param>
/// <param name="Time">When the owner committed it, UTC.</param>
/// <param name="TraceParent">W3C trace context of the event's creation, or null.</param>
public sealed record Received<TEvent>(TEvent Event, Guid Id, DateTimeOffset Time, string? TraceParent) where TEvent : IEvent;
