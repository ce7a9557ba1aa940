namespace DbPerService.Messaging;

/// <summary>A message that this service handles, with its event or what keeps it from being read.</summary>
sealed record ReadMessage(ConsumedMessage Message, EventRoute? Route, object? Content, DeadLetterCause? Fault)
{
    /// <summary>Whether one of the two has to wait for the other: a message without a key has no order.</summary>
    public bool IsOfKeyOf(ReadMessage other) =>
        Message.Key is not null && Message.Key == other.Message.Key && Message.Topic == other.Message.Topic;
}

/// <summary>Reads what this service handles.</summary>
sealed class MessageReader(EventRegistry registry)
{
    /// <summary>
    /// Reads the messages, each once. A type that this service does not handle is none of its business, and a message without a value
    /// is no event: both are left out.
    /// </summary>
    public List<ReadMessage> Read(IEnumerable<ConsumedMessage> messages) => [.. messages.Select(Read).OfType<ReadMessage>()];

    public ReadMessage? Read(ConsumedMessage message)
    {
        if (message.IsTombstone)
        {
            return null;
        }

        if (message.Type.Length == 0)
        {
            return Unreadable(message, "The message has no ce_type header that can be read: it is not a CloudEvent in binary mode.");
        }

        if (registry.Find(message.Topic, message.Type) is not { } route)
        {
            return null;
        }

        try
        {
            return new ReadMessage(message, route, route.Read(message), null);
        }
        catch (Exception exception)
        {
            // Not JsonException alone: a record's own constructor and properties run here, on what anybody may have sent.
            return Unreadable(message, exception.Message);
        }
    }

    static ReadMessage Unreadable(ConsumedMessage message, string detail) =>
        new(message, null, null, new DeadLetterCause(DeadLetterReason.Unreadable, detail));
}
