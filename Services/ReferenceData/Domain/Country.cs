using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.ReferenceData.Domain;

/// <summary>A country of ISO 3166-1. Its code is the alpha-2 code.</summary>
sealed record Country(string Code, string Alpha3, string Numeric, string Name, long Version) : IEntry<Country>
{
    public Country At(long version) => this with { Version = version };

    public IEvent ToChanged() => new CountryChanged(Code, Alpha3, Numeric, Name, Version);
}
