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
/// The map of the system: which services there are, what each can run on, publishes and subscribes to. Hosts, engines, the replay, lag and
/// tests read it, so that nobody lists services a second time. A service does not start when its handlers are not what its entry says.
/// </summary>
public static class SystemMap
{
    /// <summary>Partitions of every topic: the most instances of one service that can share its work.</summary>
    public const int Partitions = 6;

    /// <summary>Takes orders and drives each to its end: the saga.</summary>
    public static SystemService Orders { get; } = new("Orders")
    {
        Databases = [DatabaseKinds.Postgres],
        Publishes = [new(Topics.Orders)],
        Subscribes = [Topics.Payments, Topics.Inventory, Topics.Users],
        ExchangesPaymentTokens = true,
    };

    /// <summary>Authorises, captures and voids payments.</summary>
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

    /// <summary>Topics that nothing in this repository publishes to: their events come from systems beside this one.</summary>
    public static IReadOnlyList<TopicDeclaration> ExternalTopics { get; } = [new(Topics.Users, IsCompacted: true)];

    /// <summary>Every topic of events.</summary>
    public static IEnumerable<TopicDeclaration> EventTopics => Services.SelectMany(service => service.Publishes).Concat(ExternalTopics);

    /// <summary>The services that subscribe to a topic.</summary>
    /// <param name="topic">Its name.</param>
    public static IReadOnlyList<SystemService> SubscribersOf(string topic) => [.. Services.Where(service => service.Subscribes.Contains(topic))];
}
