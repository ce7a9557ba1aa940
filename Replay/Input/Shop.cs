using System.Text.Json.Serialization;

namespace DbPerService.Replay.Input;

sealed record Shop(IReadOnlyList<ShopProduct> Products, IReadOnlyList<ShopCustomer> Customers, IReadOnlyList<ShopOrder> Orders)
{
    public const string ProductsFile = "products.jsonl";
    public const string CustomersFile = "customers.jsonl";
    public const string OrdersFile = "orders.jsonl";
}

sealed record ShopProduct
{
    [JsonConverter(typeof(IdConverter))]
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Category { get; init; }
    public string? QuantityPerUnit { get; init; }
    public decimal UnitPrice { get; init; }
    public required int UnitsInStock { get; init; }
    public bool Discontinued { get; init; }
}

sealed record ShopCustomer
{
    [JsonConverter(typeof(IdConverter))]
    public required string Id { get; init; }
    public required string CompanyName { get; init; }
    public string? ContactName { get; init; }
    public string? ContactTitle { get; init; }
    public string? Address { get; init; }
    public string? City { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }
    public string? Phone { get; init; }
}

sealed record ShopOrder
{
    [JsonConverter(typeof(IdConverter))]
    public required string Id { get; init; }
    [JsonConverter(typeof(IdConverter))]
    public required string CustomerId { get; init; }
    public string? OrderDate { get; init; }
    public decimal Freight { get; init; }
    public string? ShipCity { get; init; }
    public string? ShipCountry { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentToken { get; init; }
    public required IReadOnlyList<ShopLine> Lines { get; init; }
}

sealed record ShopLine
{
    [JsonConverter(typeof(IdConverter))]
    public required string ProductId { get; init; }
    public required decimal UnitPrice { get; init; }
    public required int Quantity { get; init; }
    public decimal Discount { get; init; }

    /// <summary>The unit price after the line's discount, in whole cents.</summary>
    [JsonIgnore]
    public decimal NetPrice => Math.Round(UnitPrice * (1 - Discount), 2, MidpointRounding.AwayFromZero);
}
