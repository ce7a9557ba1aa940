using DbPerService.Contracts;
using DbPerService.ReferenceData.Data;
using DbPerService.ReferenceData.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class ReferenceListTests
{
    static readonly IReadOnlyList<Country> Countries = EntryLists.Countries();
    static readonly IReadOnlyList<ListedCurrency> Currencies = EntryLists.Currencies();

    [Fact]
    public void All_countries_of_ISO_3166_1_are_listed_with_unique_codes()
    {
        Assert.Equal(249, Countries.Count);
        Unique(Countries, country => country.Code, "^[A-Z]{2}$");
        Unique(Countries, country => country.Alpha3, "^[A-Z]{3}$");
        Unique(Countries, country => country.Numeric, "^[0-9]{3}$");
        Unique(Countries, country => country.Name, "^\\S.*\\S$");
        Assert.Contains(new Country("CI", "CIV", "384", "Côte d'Ivoire", 0), Countries);
        Assert.Contains(new Country("BO", "BOL", "068", "Bolivia, Plurinational State of", 0), Countries);
    }

    [Fact]
    public void All_currencies_of_ISO_4217_are_listed_with_unique_codes()
    {
        Assert.Equal(178, Currencies.Count);
        Unique(Currencies, currency => currency.Code, "^[A-Z]{3}$");
        Unique(Currencies, currency => currency.Numeric, "^[0-9]{3}$");
        Assert.All(Currencies, currency => Assert.Matches("^\\S.*\\S$", currency.Name));
        Assert.Contains(new ListedCurrency("EUR", "978", "Euro", 2, 0), Currencies);
        Assert.Contains(new ListedCurrency("XAU", "959", "Gold", null, 0), Currencies);
    }

    [Fact]
    public void Currencies_have_the_minor_units_that_the_contracts_allow()
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var codes = from a in Letters from b in Letters from c in Letters select $"{a}{b}{c}";
        Assert.Equal(
            Currencies.Where(currency => currency.MinorUnits is not null).Select(currency => currency.Code), codes.Where(Currency.IsKnown));
        Assert.All(Currencies.Where(currency => currency.MinorUnits is not null), currency =>
        {
            var smallest = new decimal(1, 0, 0, isNegative: false, (byte)currency.MinorUnits!.Value);
            Assert.True(Currency.Holds(currency.Code, smallest));
            Assert.False(Currency.Holds(currency.Code, smallest / 10));
        });
    }

    [Fact]
    public void A_new_entry_has_version_1_a_changed_one_the_next_and_an_unchanged_one_no_revision()
    {
        Country[] stored = [new("AA", "AAA", "001", "Old", 3), new("BB", "BBB", "002", "Same", 2), new("DD", "DDD", "004", "Withdrawn", 1)];
        Country[] listed = [new("AA", "AAA", "001", "New", 0), new("BB", "BBB", "002", "Same", 0), new("CC", "CCC", "003", "Added", 0)];

        Assert.Equal(
            [new("AA", "AAA", "001", "New", 4), new("CC", "CCC", "003", "Added", 1)], Revision.Of(listed, stored));
    }

    static void Unique<T>(IReadOnlyList<T> entries, Func<T, string> code, string pattern)
    {
        Assert.Equal(entries.Count, entries.Select(code).Distinct().Count());
        Assert.All(entries, entry => Assert.Matches(pattern, code(entry)));
    }
}
