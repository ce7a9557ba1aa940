namespace DbPerService.Replay.Target;

static class ServiceNames
{
    public const string Orders = "orders";
    public const string Payments = "payments";
    public const string Inventory = "inventory";

    public static readonly string[] All = [Orders, Payments, Inventory];
}
