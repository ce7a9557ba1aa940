using System.Text;
using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>What is announced on a service's dead-letter topic: an event that could not be applied, why, and where it came from.</summary>
public sealed record DeadLetter(
    string Reason, string Topic, int Partition, long Offset, string Key, Guid Id, string Type, string Source, DateTimeOffset Time, string Payload)
{
    /// <summary>The announcement of a parked message, ready for the outbox. The payload is given as text, unreadable bytes replaced.</summary>
    public static OutgoingEvent From(ConsumedMessage message, string deadLetterTopic, string reason)
    {
        var letter = new DeadLetter(
            reason, message.Topic, message.Partition, message.Offset, message.Key, message.Id, message.Type, message.Source, message.Time,
            Encoding.UTF8.GetString(message.Payload));
        return new OutgoingEvent(
            Guid.CreateVersion7(), deadLetterTopic, message.Key, nameof(DeadLetter), JsonSerializer.Serialize(letter, EventJson.Options),
            message.TraceParent, message.TraceState);
    }
}
