namespace DbPerService.Messaging;

/// <summary>A fact that its owner has committed and tells others about. Implementations are immutable records.</summary>
public interface IEvent
{
    /// <summary>The topic the event is published to. A topic has one owner, the only service that writes to it.</summary>
    static abstract string Topic { get; }

    /// <summary>
    /// The key of the aggregate the event is about. Events of one key keep their order all the way;
    /// it becomes the Kafka key and the CloudEvents <c>subject</c>.
    /// </summary>
    string Key { get; }
}
