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

/// <summary>Thrown by a handler for an event that no repetition can apply.</summary>
public class PermanentFailureException : Exception
{
    /// <inheritdoc />
    public PermanentFailureException(string message) : base(message) { }

    /// <inheritdoc />
    public PermanentFailureException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>
/// Thrown by a handler for an event that refers to something that should be there and is not visible. The event is tried again until every
/// transaction has ended that was under way when it was first tried, half a second at most; then it becomes a dead letter, which is
/// redriven by itself for some minutes. Its age makes no difference: the clocks of two services may differ.
/// </summary>
/// <remarks>
/// PostgreSQL hands a commit to log readers a moment before it shows it to other transactions (the record is flushed first, the
/// transaction leaves the list of running ones after), so an answer may arrive before what it answers can be seen.
/// </remarks>
public sealed class NotYetVisibleException : Exception
{
    /// <inheritdoc />
    public NotYetVisibleException(string message) : base(message) { }
}
