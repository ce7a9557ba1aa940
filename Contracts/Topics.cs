namespace DbPerService.Contracts;

/// <summary>The topics of the system. Each has one owner, its only writer.</summary>
public static class Topics
{
    public const string Orders = "orders";
    public const string Payments = "payments";
    public const string Inventory = "inventory";
    public const string Users = "users";
    public const string Products = "products";
    public const string ReferenceData = "reference-data";

    /// <summary>Partitions of every topic: the largest number of instances of one service that can share its work.</summary>
    public const int Partitions = 6;

    /// <summary>Every topic of events; in addition every subscriber has one for its dead letters.</summary>
    public static IReadOnlyList<string> All { get; } = [Orders, Payments, Inventory, Users, Products, ReferenceData];

    /// <summary>
    /// Per topic the consumer groups, named after their services, that together read all of it. Topics that are not listed here hold the
    /// current state (compacted) and are kept for future subscribers.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Readers { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [Orders] = ["payments", "inventory"],
        [Payments] = ["orders"],
        [Inventory] = ["orders"],
    };

    /// <summary>The topic on which a service announces its dead letters.</summary>
    public static string DeadLettersOf(string service) => $"{service}.dead-letter";
}
