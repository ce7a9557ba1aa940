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

    /// <summary>By product id.</summary>
    public const string Products = "products";

    /// <summary>By kind and code, such as <c>currency/EUR</c>.</summary>
    public const string ReferenceData = "reference-data";
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
        Subscribes = [Topics.Payments, Topics.Inventory, Topics.Users, Topics.Products, Topics.ReferenceData],
        Calls = ["users", "products", "referencedata"],
        ExchangesPaymentTokens = true,
    };

    /// <summary>Authorizes, captures and voids payments.</summary>
    public static SystemService Payments { get; } = new("Payments")
    {
        Databases = [DatabaseKinds.MongoDB, DatabaseKinds.Postgres],
        Publishes = [new(Topics.Payments)],
        Subscribes = [Topics.Orders],
        Calls = ["orders"],
        ExchangesPaymentTokens = true,
    };

    /// <summary>Keeps the stock and reserves it for orders.</summary>
    public static SystemService Inventory { get; } = new("Inventory")
    {
        Databases = [DatabaseKinds.Redis, DatabaseKinds.Postgres],
        Publishes = [new(Topics.Inventory)],
        Subscribes = [Topics.Orders],
        Calls = ["orders"],
    };

    /// <summary>Registers users, keeps their profiles and verifies their passwords.</summary>
    public static SystemService Users { get; } = new("Users")
    {
        Databases = [DatabaseKinds.MongoDB, DatabaseKinds.Postgres],
        Publishes = [new(Topics.Users, IsCompacted: true)],
        HasOperatorAccount = true,
    };

    /// <summary>Keeps the products, their categories and prices.</summary>
    public static SystemService Products { get; } = new("Products")
    {
        Databases = [DatabaseKinds.Postgres],
        Publishes = [new(Topics.Products, IsCompacted: true)],
    };

    /// <summary>Keeps what everyone agrees on: countries and currencies.</summary>
    public static SystemService ReferenceData { get; } = new("ReferenceData")
    {
        Databases = [DatabaseKinds.Postgres],
        Publishes = [new(Topics.ReferenceData, IsCompacted: true)],
    };

    /// <summary>Finds products.</summary>
    public static SystemService Search { get; } = new("Search")
    {
        Databases = [DatabaseKinds.Postgres],
        Subscribes = [Topics.Products],
        Calls = ["products"],
    };

    /// <summary>Keeps the sessions of guests and users, with their baskets.</summary>
    public static SystemService Sessions { get; } = new("Sessions")
    {
        Databases = [DatabaseKinds.Redis, DatabaseKinds.Postgres],
        Calls = ["users", "orders"],
    };

    /// <summary>The read side: one document per order with what every other service says of it.</summary>
    public static SystemService OrderHistory { get; } = new("OrderHistory")
    {
        Databases = [DatabaseKinds.MongoDB, DatabaseKinds.Postgres],
        Subscribes = [Topics.Orders, Topics.Payments, Topics.Inventory, Topics.Users, Topics.Products],
    };

    /// <summary>The only service that callers outside the system reach.</summary>
    public static SystemService Gateway { get; } = new("Gateway")
    {
        Databases = [],
        Calls = ["orders", "payments", "inventory", "users", "products", "referencedata", "search", "sessions", "orderhistory"],
        IsExternal = true,
    };

    /// <summary>Every service.</summary>
    public static IReadOnlyList<SystemService> Services { get; } =
        [Orders, Payments, Inventory, Users, Products, ReferenceData, Search, Sessions, OrderHistory, Gateway];

    /// <summary>Topics without a publisher in this repository: their events come from other systems.</summary>
    public static IReadOnlyList<TopicDeclaration> ExternalTopics { get; } = [];

    /// <summary>Every topic of events.</summary>
    public static IEnumerable<TopicDeclaration> EventTopics => Services.SelectMany(service => service.Publishes).Concat(ExternalTopics);

    /// <summary>The services that subscribe to a topic.</summary>
    /// <param name="topic">Its name.</param>
    public static IReadOnlyList<SystemService> SubscribersOf(string topic) => [.. Services.Where(service => service.Subscribes.Contains(topic))];
}
