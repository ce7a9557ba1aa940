namespace DbPerService.Contracts;

/// <summary>The topics of the system. Each has one owner, which alone writes to it.</summary>
public static class Topics
{
    public const string Orders = "orders";
    public const string Payments = "payments";
    public const string Inventory = "inventory";
    public const string Users = "users";
    public const string Products = "products";
    public const string ReferenceData = "reference-data";

    /// <summary>Partitions of every topic: the most instances of one service that can share its work.</summary>
    public const int Partitions = 6;

    /// <summary>Every topic of events; beside them every service that reads has one for what it could not handle.</summary>
    public static IReadOnlyList<string> All { get; } = [Orders, Payments, Inventory, Users, Products, ReferenceData];

    /// <summary>
    /// Per topic the consumer groups, each called like its service, that between them read all of it. Topics that are not here hold
    /// the present state of things (compacted) and are kept for readers yet to come.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Readers { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [Orders] = ["payments", "inventory"],
        [Payments] = ["orders"],
        [Inventory] = ["orders"],
    };

    /// <summary>Where a service announces the events that it has set aside.</summary>
    public static string DeadLettersOf(string service) => $"{service}.dead-letter";
}
