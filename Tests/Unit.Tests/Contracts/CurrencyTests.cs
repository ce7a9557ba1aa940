using DbPerService.Contracts;

namespace DbPerService.Tests.Unit.Contracts;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 1.23, true)]
    [InlineData("EUR", 1.234, false)]
    [InlineData("JPY", 5, true)]
    [InlineData("JPY", 5.5, false)]
    [InlineData("KWD", 1.234, true)]
    [InlineData("CLF", 1.2345, true)]
    [InlineData("XAU", 1, false)]
    [InlineData("eur", 1, false)]
    [InlineData("", 1, false)]
    public void Has_the_decimals_of_ISO_4217(string code, decimal amount, bool holds) =>
        Assert.Equal(holds, Currency.Holds(code, amount));

    [Theory]
    [InlineData("EUR", "5", "5.00")]
    [InlineData("EUR", "5.1000", "5.10")]
    [InlineData("JPY", "5.00", "5")]
    public void Writes_amounts_with_its_decimals(string code, string amount, string written)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        Assert.Equal(written, Currency.Normalize(code, decimal.Parse(amount, culture)).ToString(culture));
        Assert.Throws<ArgumentException>(() => Currency.Normalize(code, 0.00001m));
    }
}
