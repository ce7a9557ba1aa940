using System.Security.Cryptography;
using System.Text.Json;
using DbPerService.Contracts;

namespace DbPerService.Orders.Domain;

/// <summary>A valid request for an order. Amounts are written with the currency's decimals, so equal requests are equal texts.</summary>
sealed record PlaceOrder(string UserId, string Currency, string PaymentToken, IReadOnlyList<OrderLine> Lines)
{
    public const int MaxLines = 100;
    public const int MaxQuantity = 10_000;
    public const decimal MaxUnitPrice = 1_000_000_000;
    public const decimal MaxTotal = 1_000_000_000_000;

    public decimal Total => Contracts.Currency.Normalize(Currency, Lines.Sum(line => line.Quantity * line.UnitPrice));

    /// <summary>Distinguishes a repeated request from another one with the same key.</summary>
    public byte[] Fingerprint() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, DomainJson.Default.PlaceOrder));
}
