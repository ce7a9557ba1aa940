using System.Globalization;
using DbPerService.ReferenceData.Domain;

namespace DbPerService.ReferenceData.Data;

/// <summary>The lists that the program brings along: countries.csv and currencies.csv, which name their sources.</summary>
static class EntryLists
{
    const int Columns = 4;

    public static IReadOnlyList<Country> Countries() =>
        Read("countries.csv", row => new Country(Code: row[0], Alpha3: row[1], Numeric: row[2], Name: row[3], Version: 0));

    public static IReadOnlyList<ListedCurrency> Currencies() => Read(
        "currencies.csv",
        row => new ListedCurrency(
            Code: row[0], Numeric: row[1], Name: row[3],
            MinorUnits: row[2].Length == 0 ? null : int.Parse(row[2], CultureInfo.InvariantCulture), Version: 0));

    static List<TEntry> Read<TEntry>(string file, Func<string[], TEntry> read)
    {
        using var text = new StreamReader(typeof(EntryLists).Assembly.GetManifestResourceStream(file)!);
        var rows = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'));
        // Below the names of the columns; the last one may contain commas.
        return [.. rows.Skip(1).Select(line => read(line.Split(',', Columns)))];
    }
}
