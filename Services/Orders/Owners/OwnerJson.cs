using System.Text.Json.Serialization;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Owners;

/// <summary>A user as Users shows it; others may see less than services.</summary>
sealed record OwnersUser(string Id, string Name, long Version, string? Email = null)
{
    public UserCopy ToCopy() => new(Id, Name, Email, Version);
}

/// <summary>A product as Products shows it.</summary>
sealed record OwnersProduct(
    string Id, string Name, string Category, decimal UnitPrice, string Currency, long Version, bool Discontinued = false)
{
    public ProductCopy ToCopy() => new(Id, Name, Category, UnitPrice, Currency, Discontinued, Version);
}

/// <summary>A currency as ReferenceData shows it.</summary>
sealed record OwnersCurrency(string Code, long Version, int? MinorUnits = null)
{
    public CurrencyCopy ToCopy() => new(Code, MinorUnits, Version);
}

/// <summary>A page of an owner's list.</summary>
sealed record OwnersPage<T>(IReadOnlyList<T> Items, string? Next = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OwnersUser))]
[JsonSerializable(typeof(OwnersProduct))]
[JsonSerializable(typeof(OwnersPage<OwnersUser>))]
[JsonSerializable(typeof(OwnersPage<OwnersProduct>))]
[JsonSerializable(typeof(OwnersPage<OwnersCurrency>))]
sealed partial class OwnerJson : JsonSerializerContext;
