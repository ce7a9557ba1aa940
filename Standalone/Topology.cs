using DbPerService.Contracts;

namespace DbPerService.Standalone;

/// <param name="Name">Its name in addresses, settings and consumer groups; its database is called the same.</param>
/// <param name="Project">The project that it is.</param>
internal sealed record ServiceEntry(string Name, string Project)
{
    public string Engine => $"{Name}-postgres";
}

/// <summary>What there is to run. A new service is a line here.</summary>
internal static class Topology
{
    public const string Kafka = "kafka";

    public static readonly IReadOnlyList<ServiceEntry> Services =
    [
        new("orders", "Orders"),
        new("payments", "Payments"),
        new("inventory", "Inventory"),
    ];

    static readonly string[] EventTopics =
        [Topics.Orders, Topics.Payments, Topics.Inventory, Topics.Users, Topics.Products, Topics.ReferenceData];

    /// <summary>As the Kafka engine takes them; every service has a topic for what it could not handle.</summary>
    public static string TopicList => string.Join(
        ',',
        EventTopics.Concat(Services.Select(service => $"{service.Name}.dead-letter")).Select(topic => $"{topic}={Topics.Partitions}"));
}
