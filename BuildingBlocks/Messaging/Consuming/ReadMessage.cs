using System.Diagnostics;

namespace DbPerService.Messaging;

/// <summary>A message that this service handles.</summary>
/// <param name="message">The message.</param>
/// <param name="event">Its event, or null if it could not be read.</param>
/// <param name="fault">Why it could not be read, or null.</param>
sealed class ReadMessage(ConsumedMessage message, object? @event, DeadLetterCause? fault)
{
    public ConsumedMessage Message => message;

    public object? Event => @event;

    public DeadLetterCause? Fault => fault;

    /// <summary>The span of the current attempt, if there is one.</summary>
    public Activity? Span { get; set; }

    public static ReadMessage Unreadable(ConsumedMessage message, string detail) =>
        new(message, null, new DeadLetterCause(DeadLetterReason.Unreadable, detail));

    /// <summary>Whether the two have to stay in order: a message without a key has none.</summary>
    public bool IsOfKeyOf(ReadMessage other) =>
        Message.Key is not null && Message.Key == other.Message.Key && Message.Topic == other.Message.Topic;
}
