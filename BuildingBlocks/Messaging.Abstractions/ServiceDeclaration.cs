namespace DbPerService.Messaging;

/// <summary>
/// What a service publishes and what it subscribes to. A publisher does not name its subscribers: they name the topics they follow.
/// </summary>
/// <param name="Name">The service's name: its consumer group and the source of its events.</param>
public record ServiceDeclaration(string Name)
{
    /// <summary>The topics that this service alone writes to.</summary>
    public IReadOnlyList<TopicDeclaration> Publishes { get; init; } = [];

    /// <summary>The topics of which it handles at least one type of event.</summary>
    public IReadOnlyList<string> Subscribes { get; init; } = [];

    /// <summary>
    /// The topics that it announces dead letters on: one of its own, since a topic has one writer, and none where it handles no events.
    /// </summary>
    public IReadOnlyList<string> DeadLetterTopics => Subscribes.Count > 0 ? [DeadLetterTopicOf(Name)] : [];

    /// <summary>The topic that a service announces its dead letters on.</summary>
    /// <param name="service">The service's name.</param>
    public static string DeadLetterTopicOf(string service) => service + ".dead-letter";
}

/// <summary>A topic of events.</summary>
/// <param name="Name">Its name, which is that of its events' <see cref="IEvent.Topic"/>.</param>
/// <param name="IsCompacted">
/// Whether the broker keeps the newest event of every key for good, instead of all events for a time: for events that carry the whole
/// state of what they are about, so that a subscriber of later days can begin with them.
/// </param>
public sealed record TopicDeclaration(string Name, bool IsCompacted = false);
