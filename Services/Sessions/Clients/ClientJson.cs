using System.Text.Json.Serialization;

namespace DbPerService.Sessions.Clients;

/// <summary>What Users verifies.</summary>
sealed record Credentials(string UserId, string Password);

/// <summary>Whose credentials they are.</summary>
sealed record VerifiedUser(string UserId, string Role);

/// <summary>A request for an order.</summary>
sealed record PlaceOrder(string UserId, string Currency, string PaymentToken, IReadOnlyList<PlaceOrderLine> Lines);

/// <summary>Without a price it is ordered for the product's price.</summary>
sealed record PlaceOrderLine(string ProductId, int Quantity, decimal? UnitPrice);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(VerifiedUser))]
[JsonSerializable(typeof(PlaceOrder))]
sealed partial class ClientJson : JsonSerializerContext;
