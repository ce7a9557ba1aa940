using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class LagHistogramTests
{
    [Fact]
    public void An_empty_histogram_is_zero_everywhere()
    {
        var summary = new LagHistogram().Summary();

        Assert.Equal((0, 0.0, 0.0, 0), (summary.Count, summary.P50, summary.Max, summary.Buckets.Count));
    }

    [Fact]
    public void Quantiles_are_within_five_percent()
    {
        var histogram = new LagHistogram();
        for (var milliseconds = 1; milliseconds <= 1000; milliseconds++)
        {
            histogram.Record(milliseconds / 1000.0);
        }

        var summary = histogram.Summary();

        Assert.Equal(1000, summary.Count);
        Assert.InRange(summary.P50, 0.500, 0.525);
        Assert.InRange(summary.P95, 0.950, 0.9975);
        Assert.InRange(summary.P99, 0.990, 1.0);
        Assert.Equal(1.0, summary.Max);
        Assert.Equal(1000, summary.Buckets.Sum(bucket => bucket.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.00001)]
    [InlineData(100_000)]
    public void Extremes_are_counted(double seconds)
    {
        var histogram = new LagHistogram();

        histogram.Record(seconds);

        Assert.Equal((1, seconds), (histogram.Summary().Count, histogram.Summary().Max));
    }
}
