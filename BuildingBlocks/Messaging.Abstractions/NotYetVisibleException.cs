namespace DbPerService.Messaging;

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
