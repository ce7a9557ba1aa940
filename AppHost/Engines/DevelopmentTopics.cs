namespace DbPerService.AppHost;

/// <summary>The topics of the broker that runs without a container, which makes none by itself.</summary>
internal static class DevelopmentTopics
{
    static readonly string[] Topics =
    [
        Contracts.Topics.Orders, Contracts.Topics.Payments, Contracts.Topics.Inventory,
        Contracts.Topics.Users, Contracts.Topics.Products, Contracts.Topics.ReferenceData,
        "orders.dead-letter", "payments.dead-letter", "inventory.dead-letter",
    ];

    // It keeps everything in memory: what all of a topic's readers have committed may go.
    static readonly (string Topic, string[] Groups)[] Readers =
    [
        (Contracts.Topics.Orders, ["payments", "inventory"]),
        (Contracts.Topics.Payments, ["orders"]),
        (Contracts.Topics.Inventory, ["orders"]),
    ];

    public static string List => string.Join(',', Topics.Select(topic => $"{topic}={Contracts.Topics.Partitions}"));

    public static string ReaderList => string.Join(',', Readers.Select(entry => $"{entry.Topic}={string.Join('+', entry.Groups)}"));
}
