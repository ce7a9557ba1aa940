namespace DbPerService.Orders.Domain;

/// <summary>A user as Users has published it.</summary>
/// <param name="Email">Null if the source of this version does not tell it.</param>
sealed record UserCopy(string UserId, string Name, string? Email, long Version);

/// <summary>A product as Products has published it.</summary>
sealed record ProductCopy(
    string ProductId, string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued, long Version);

/// <summary>A currency as ReferenceData has published it.</summary>
/// <param name="MinorUnits">The decimals of an amount; null for a currency in which none can be written.</param>
sealed record CurrencyCopy(string Code, int? MinorUnits, long Version);
