using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>A country of ISO 3166-1 in its current form.</summary>
/// <param name="Code">The alpha-2 code.</param>
/// <param name="Alpha3">The alpha-3 code.</param>
/// <param name="Numeric">The numeric code: three digits.</param>
/// <param name="Name">The English short name.</param>
/// <param name="Version">The version of the entry, which grows with every change, starting at 1.</param>
public sealed record CountryChanged(string Code, string Alpha3, string Numeric, string Name, long Version) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.ReferenceData;
    string IEvent.Key => "country/" + Code;
}

/// <summary>A currency of ISO 4217 in its current form.</summary>
/// <param name="Code">The alphabetic code.</param>
/// <param name="Numeric">The numeric code: three digits.</param>
/// <param name="Name">The English name.</param>
/// <param name="MinorUnits">The decimals of an amount; null if the standard names none.</param>
/// <param name="Version">The version of the entry, which grows with every change, starting at 1.</param>
public sealed record CurrencyChanged(string Code, string Numeric, string Name, int? MinorUnits, long Version) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.ReferenceData;
    string IEvent.Key => "currency/" + Code;
}
