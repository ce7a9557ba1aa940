namespace DbPerService.Messaging;

/// <summary>A fact that its owner has committed and publishes. Implementations are immutable records.</summary>
public interface IEvent
{
    /// <summary>The topic of the event. A topic has one owner, the only service that writes to it.</summary>
    static abstract string Topic { get; }

    /// <summary>
    /// The key of the event's aggregate. Events of one key stay in order from the owner's commit to the subscriber's; it becomes the Kafka
    /// key and the CloudEvents <c>subject</c>.
    /// </summary>
    string Key { get; }
}
