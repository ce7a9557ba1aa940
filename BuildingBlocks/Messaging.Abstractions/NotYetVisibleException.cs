namespace DbPerService.Messaging;

/// <summary>
/// Thrown by a handler for an event that refers to something that should exist and is not visible. The event is retried until every
/// transaction that was open at the first attempt has ended, for half a second at most; then it becomes a dead letter, which is
/// redriven automatically for some minutes. The event's age makes no difference, because the clocks of two services may differ.
/// </summary>
/// <remarks>
/// PostgreSQL hands a commit to log readers a moment before it becomes visible to other transactions (the record is flushed before the
/// transaction leaves the list of running ones), so a reply may arrive before what it replies to is visible.
/// </remarks>
public sealed class NotYetVisibleException : Exception
{
    /// <inheritdoc />
    public NotYetVisibleException(string message) : base(message) { }
}
