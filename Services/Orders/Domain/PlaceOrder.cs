using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Orders.Domain;

/// <summary>
/// A valid request for an order. Given amounts are written with the currency's decimals, so equal requests are equal texts. A price that is
/// not given stays so: a repeated request equals the first one, also if the product's price has changed in between.
/// </summary>
sealed record PlaceOrder(string UserId, string Currency, string PaymentToken, IReadOnlyList<PlaceOrderLine> Lines)
{
    public const int MaxLines = 100;
    public const int MaxQuantity = 10_000;
    public const decimal MaxUnitPrice = 1_000_000_000;
    public const decimal MaxTotal = 1_000_000_000_000;

    public static string TotalError { get; } = $"The order's total must be at most {MaxTotal}.";

    /// <summary>The decimals of the currency.</summary>
    [JsonIgnore]
    public int Decimals { get; init; } = 2;

    /// <summary>Distinguishes a repeated request from another one with the same key.</summary>
    public byte[] Fingerprint() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, DomainJson.Default.PlaceOrder));
}

/// <summary>A requested line; without a price it takes the product's.</summary>
sealed record PlaceOrderLine(string ProductId, int Quantity, decimal? UnitPrice = null);
