using System.Text.Json.Serialization;

namespace DbPerService.Orders.Domain;

/// <summary>The stored JSON: the lines of an order, and the text from which a fingerprint is computed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(IReadOnlyList<OrderLine>))]
sealed partial class DomainJson : JsonSerializerContext;
