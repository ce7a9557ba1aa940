using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Gateway.Api;

/// <summary>How new a part is.</summary>
enum PartStatus
{
    /// <summary>From its owner, just now.</summary>
    [JsonStringEnumMemberName("fresh")]
    Fresh,

    /// <summary>From a copy, because the owner is unavailable.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>Neither the owner nor a copy has it.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}

/// <param name="Status">How new it is.</param>
/// <param name="Source">The service that it is from; of a missing part, its owner.</param>
/// <param name="AsOf">It is at least as new; null if that is not known.</param>
/// <param name="Data">As the source describes it; of a stale user or product, the id and the name.</param>
sealed record Part(PartStatus Status, string Source, DateTimeOffset? AsOf, JsonElement? Data);

sealed record DetailsParts(Part Order, Part User, Part Products, Part Payment, Part Reservation);

/// <summary>An order with what the other services know about it.</summary>
sealed record DetailsResponse(Guid Id, DetailsParts Parts);

/// <summary>What a copy knows of a user or a product.</summary>
sealed record NameCopy(string Id, string? Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DetailsResponse))]
[JsonSerializable(typeof(NameCopy))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
sealed partial class ApiJson : JsonSerializerContext;
