using System.Text.Json.Serialization;
using DbPerService.Gadgets.Domain;

namespace DbPerService.Gadgets.Api;

sealed record EntryResponse(Guid OrderId, DateTime RecordedAt)
{
    public static EntryResponse From(GadgetsEntry entry) => new(entry.OrderId, entry.RecordedAt);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record EntryList(IReadOnlyList<EntryResponse> Items, Guid? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EntryResponse))]
[JsonSerializable(typeof(EntryList))]
sealed partial class ApiJson : JsonSerializerContext;
