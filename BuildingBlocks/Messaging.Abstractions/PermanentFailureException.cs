namespace DbPerService.Messaging;

/// <summary>Thrown by a handler for an event that no retry can apply.</summary>
public class PermanentFailureException : Exception
{
    /// <inheritdoc />
    public PermanentFailureException(string message) : base(message) { }

    /// <inheritdoc />
    public PermanentFailureException(string message, Exception innerException) : base(message, innerException) { }
}
