using DbPerService.Replay.Measure;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class QuantilesTests
{
    [Fact]
    public void No_values_have_no_quantiles() => Assert.Null(Quantiles.Of([]));

    [Fact]
    public void One_value_is_all_quantiles() =>
        Assert.Equal(new Quantiles(1, 2, 2, 2, 2), Quantiles.Of([TimeSpan.FromSeconds(2)]));

    [Fact]
    public void A_quantile_is_the_smallest_value_that_covers_its_share() =>
        Assert.Equal(
            new Quantiles(1000, 500, 950, 990, 1000),
            Quantiles.Of(Enumerable.Range(1, 1000).Reverse().Select(x => TimeSpan.FromSeconds(x))));
}
