using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>The names of the topics of events.</summary>
public static class Topics
{
    /// <summary>By order id.</summary>
    public const string Orders = "orders";

    /// <summary>By order id.</summary>
    public const string Payments = "payments";

    /// <summary>By order id.</summary>
    public const string Inventory = "inventory";

    /// <summary>By user id.</summary>
    public const string Users = "users";
}

/// <summary>
/// The map of the system: its services, the databases each supports, and what it publishes and subscribes to. Hosts, engines, the replay,
/// lag and tests read it, so that services are listed only here. A service whose handlers differ from its entry does not start.
/// </summary>
public static class SystemMap
{
    /// <summary>Partitions of every topic: the largest number of instances of one service that can share its work.</summary>
    public const int Partitions = 6;

    /// <summary>Accepts orders and drives each to a final state: the saga.</summary>
    public static SystemService Orders { get; } = new("Orders")
    {
        Databases = [DatabaseKinds.Postgres],
        Publishes = [new(Topics.Orders)],
        Subscribes = [Topics.Payments, Topics.Inventory, Topics.Users],
        ExchangesPaymentTokens = true,
    };

    /// <summary>Authorizes, captures and voids payments.</summary>
    public static SystemService Payments { get; } = new("Payments")
    {
        Databases = [DatabaseKinds.MongoDB, DatabaseKinds.Postgres],
        Publishes = [new(Topics.Payments)],
        Subscribes = [Topics.Orders],
        ExchangesPaymentTokens = true,
    };

    /// <summary>Keeps the stock and reserves it for orders.</summary>
    public static SystemService Inventory { get; } = new("Inventory")
    {
        Databases = [DatabaseKinds.Redis, DatabaseKinds.Postgres],
        Publishes = [new(Topics.Inventory)],
        Subscribes = [Topics.Orders],
    };

    /// <summary>Every service.</summary>
    public static IReadOnlyList<SystemService> Services { get; } = [Orders, Payments, Inventory];

    /// <summary>Topics without a publisher in this repository: their events come from other systems.</summary>
    public static IReadOnlyList<TopicDeclaration> ExternalTopics { get; } = [new(Topics.Users, IsCompacted: true)];

    /// <summary>Every topic of events.</summary>
    public static IEnumerable<TopicDeclaration> EventTopics => Services.SelectMany(service => service.Publishes).Concat(ExternalTopics);

    /// <summary>The services that subscribe to a topic.</summary>
    /// <param name="topic">Its name.</param>
    public static IReadOnlyList<SystemService> SubscribersOf(string topic) => [.. Services.Where(service => service.Subscribes.Contains(topic))];
}
