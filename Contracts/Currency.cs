using System.Collections.Frozen;

namespace DbPerService.Contracts;

/// <summary>
/// The alphabetic codes of ISO 4217 list one with their minor units, as of January 2026: https://www.iso.org/iso-4217-currency-codes.html.
/// Codes without a minor unit (gold, test codes) are left out: no amount can be written in them.
/// </summary>
public static class Currency
{
    static readonly FrozenDictionary<string, int> MinorUnits = new (int Digits, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
            CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
            KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
            NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
            TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
            """),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    }
    .SelectMany(row => row.Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(code => (code, row.Digits)))
    .ToFrozenDictionary(entry => entry.code, entry => entry.Digits);

    /// <summary>Whether the code is an ISO 4217 currency with a minor unit.</summary>
    public static bool IsKnown(string code) => MinorUnits.ContainsKey(code);

    /// <returns>The decimals of an amount; null for an unknown code.</returns>
    public static int? DecimalsOf(string code) => MinorUnits.TryGetValue(code, out var decimals) ? decimals : null;

    /// <summary>Whether the amount has no more decimals than the currency allows: no tenth of a yen, no tenth of a cent.</summary>
    public static bool Holds(string code, decimal amount) => DecimalsOf(code) is { } decimals && Holds(decimals, amount);

    /// <summary>Whether the amount has no more decimals than that.</summary>
    public static bool Holds(int decimals, decimal amount) => decimal.Round(amount, decimals) == amount;

    /// <summary>The amount with exactly the currency's decimals: 5 becomes 5.00 in euros and 5 in yen.</summary>
    /// <exception cref="ArgumentException">The code is unknown, or the amount has too many decimals.</exception>
    public static decimal Normalize(string code, decimal amount) => DecimalsOf(code) is { } decimals
        ? Normalize(decimals, amount)
        : throw new ArgumentException($"'{code}' is not a currency with a minor unit.", nameof(code));

    /// <summary>The amount with exactly that many decimals.</summary>
    /// <exception cref="ArgumentException">The amount has more.</exception>
    public static decimal Normalize(int decimals, decimal amount)
    {
        if (!Holds(decimals, amount))
        {
            throw new ArgumentException($"{amount} has more than {decimals} decimals.", nameof(amount));
        }

        // Adding a zero of the required scale lengthens a shorter amount; rounding has already shortened a longer one.
        return decimal.Round(amount, decimals) + new decimal(0, 0, 0, isNegative: false, (byte)decimals);
    }
}
