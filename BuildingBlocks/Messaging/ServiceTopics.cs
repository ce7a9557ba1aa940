namespace DbPerService.Messaging;

/// <summary>The topics that a service has to do with, from its declaration and those of the services beside it.</summary>
/// <param name="service">The service's own declaration.</param>
/// <param name="system">The declarations among which its subscribers are found.</param>
sealed class ServiceTopics(ServiceDeclaration service, IEnumerable<ServiceDeclaration> system)
{
    /// <summary>The topics that it publishes, each with the names of its subscribers.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Published { get; } = service.Publishes.ToDictionary(
        topic => topic.Name,
        IReadOnlyList<string> (topic) => [.. system.Where(other => other.Subscribes.Contains(topic.Name)).Select(other => other.Name)]);

    /// <summary>The topics that it subscribes to.</summary>
    public IReadOnlyList<string> Subscribed { get; } = service.Subscribes;

    /// <summary>The topics that it writes to: those of its events and that of its dead letters.</summary>
    public IReadOnlyList<TopicDeclaration> Written { get; } =
        [.. service.Publishes, .. service.DeadLetterTopics.Select(topic => new TopicDeclaration(topic))];
}
