using DbPerService.Contracts;

namespace DbPerService.Orders.Domain;

/// <summary>
/// The currencies that orders are accepted in: the copies and, for a code that has none, the list of the contracts. So intake works while
/// the copies are missing or still arriving.
/// </summary>
sealed class CurrencyTable(IReadOnlyDictionary<string, int?> copies)
{
    public static CurrencyTable Empty { get; } = new(new Dictionary<string, int?>());

    /// <returns>The decimals of an amount; null for a currency that no order can have.</returns>
    public int? DecimalsOf(string code) => copies.TryGetValue(code, out var decimals) ? decimals : Currency.DecimalsOf(code);
}
