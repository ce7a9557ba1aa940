using System.Text.Json.Serialization;
using DbPerService.ReferenceData.Domain;

namespace DbPerService.ReferenceData.Api;

/// <summary>All countries, by code.</summary>
sealed record CountryList(IReadOnlyList<Country> Items);

/// <summary>All currencies, by code.</summary>
sealed record CurrencyList(IReadOnlyList<ListedCurrency> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CountryList))]
[JsonSerializable(typeof(CurrencyList))]
sealed partial class ApiJson : JsonSerializerContext;
