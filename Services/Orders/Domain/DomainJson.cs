using System.Text.Json.Serialization;

namespace DbPerService.Orders.Domain;

/// <summary>The stored JSON: the lines of an order, and the text that a fingerprint is taken of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(IReadOnlyList<OrderLine>))]
internal sealed partial class DomainJson : JsonSerializerContext;
