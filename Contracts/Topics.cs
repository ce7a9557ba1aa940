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
}
