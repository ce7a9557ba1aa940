namespace DbPerService.Messaging;

/// <summary>
/// Applies events of one type to the service's own database. What it changes and the events it appends commit together
/// with the mark that the events were applied, or not at all. It runs again after a rollback, so it must have no other effect.
/// </summary>
/// <typeparam name="TEvent">The event; a field the record does not know is ignored.</typeparam>
public interface IEventHandler<TEvent> where TEvent : IEvent
{
    /// <summary>Applies a batch: never empty, each event once, events of one key in the order their owner committed them.</summary>
    /// <exception cref="PermanentFailureException">
    /// The event breaks a rule and no repetition will help: it becomes a dead letter, later events of its key wait behind it, and the other keys go on.
    /// Any other exception is tried again first.
    /// </exception>
    Task HandleAsync(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken);
}

/// <summary>An event as it arrived.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Id">The event's id: the same on every delivery.</param>
/// <param name="Time">When the owner committed it, UTC.</param>
/// <param name="TraceParent">W3C trace context of the event's creation, or null.</param>
public sealed record Received<TEvent>(TEvent Event, Guid Id, DateTimeOffset Time, string? TraceParent) where TEvent : IEvent;
