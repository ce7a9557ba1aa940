namespace DbPerService.Messaging;

/// <summary>A message that this service handles, with its event or the reason why it cannot be read.</summary>
sealed record ReadMessage(ConsumedMessage Message, EventRoute? Route, object? Content, DeadLetterCause? Fault)
{
    /// <summary>Whether the two have to stay in order: a message without a key has none.</summary>
    public bool IsOfKeyOf(ReadMessage other) =>
        Message.Key is not null && Message.Key == other.Message.Key && Message.Topic == other.Message.Topic;
}

/// <summary>Reads what this service handles.</summary>
sealed class MessageReader(EventRegistry registry)
{
    /// <summary>
    /// Reads the messages, each once. Leaves out types that this service does not handle, and messages without a value, which are no
    /// events.
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
            return Unreadable(message, "The message has no readable ce_type header: it is not a CloudEvent in binary mode.");
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
            // Not JsonException alone: a record's constructor and properties run here on input that anybody may have sent.
            return Unreadable(message, exception.Message);
        }
    }

    static ReadMessage Unreadable(ConsumedMessage message, string detail) =>
        new(message, null, null, new DeadLetterCause(DeadLetterReason.Unreadable, detail));
}
