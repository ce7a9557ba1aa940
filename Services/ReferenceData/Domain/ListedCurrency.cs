using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.ReferenceData.Domain;

/// <summary>A currency, a fund or a precious metal of ISO 4217. The standard names no minor units of metals and units of account.</summary>
sealed record ListedCurrency(string Code, string Numeric, string Name, int? MinorUnits, long Version) : IEntry<ListedCurrency>
{
    public ListedCurrency At(long version) => this with { Version = version };

    public IEvent ToChanged() => new CurrencyChanged(Code, Numeric, Name, MinorUnits, Version);
}
