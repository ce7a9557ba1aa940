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

    // The broker of a development machine is kept small: of these topics it drops what every reader has committed. A new reader
    // belongs here too. Topics that are not here are kept, for readers yet to come.
    static readonly (string Topic, string[] Groups)[] Readers =
    [
        (Topics.Orders, ["payments", "inventory"]),
        (Topics.Payments, ["orders"]),
        (Topics.Inventory, ["orders"]),
    ];

    public static string ReaderList => string.Join(',', Readers.Select(entry => $"{entry.Topic}={string.Join('+', entry.Groups)}"));

    /// <summary>As the Kafka engine takes them; every service has a topic for what it could not handle.</summary>
    public static string TopicList => string.Join(
        ',',
        EventTopics.Concat(Services.Select(service => $"{service.Name}.dead-letter")).Select(topic => $"{topic}={Topics.Partitions}"));
}
