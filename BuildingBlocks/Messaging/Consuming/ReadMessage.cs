using System.Diagnostics;

namespace DbPerService.Messaging;

/// <summary>A message that this service handles.</summary>
/// <param name="message">The message.</param>
/// <param name="event">Its event, or null where it could not be read.</param>
/// <param name="fault">What keeps it from being read, or null.</param>
sealed class ReadMessage(ConsumedMessage message, object? @event, DeadLetterCause? fault)
{
    public ConsumedMessage Message => message;

    public object? Event => @event;

    public DeadLetterCause? Fault => fault;

    /// <summary>The span of the attempt under way, if it has one.</summary>
    public Activity? Span { get; set; }

    public static ReadMessage Unreadable(ConsumedMessage message, string detail) =>
        new(message, null, new DeadLetterCause(DeadLetterReason.Unreadable, detail));

    /// <summary>Whether one of the two has to wait for the other: a message without a key has no order.</summary>
    public bool IsOfKeyOf(ReadMessage other) => Message.Key is not null && Message.Key == other.Message.Key && Message.Topic == other.Message.Topic;
}
