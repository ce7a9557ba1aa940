using DbPerService.Messaging;
using FsCheck;
using FsCheck.Fluent;
using Config = FsCheck.Config;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class DeliveryWatermarkTests
{
    [Fact]
    public void A_gap_holds_back_later_deliveries()
    {
        var watermark = Begun(4);

        Assert.Equal(0, watermark.Complete(1));
        Assert.Equal(0, watermark.Complete(3));
        Assert.Equal(2, watermark.Complete(0));
        Assert.Equal(4, watermark.Complete(2));
    }

    /// <summary>
    /// However many deliveries start and in whatever order they complete, also concurrently: the confirmed run has no gap and is as long as
    /// possible, and the oldest is the first unconfirmed one.
    /// </summary>
    [Fact]
    public void The_watermark_never_passes_a_gap() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ListOf().Resize(4000).ToArbitrary(), choices =>
        {
            var watermark = new DeliveryWatermark();
            var begun = 0L;
            var inFlight = new List<long>();
            foreach (var choice in choices)
            {
                if (inFlight.Count == 0 || choice % 3 > 0)
                {
                    inFlight.Add(watermark.Begin(timestamp: 1000 + begun));
                    if (inFlight[^1] != begun++)
                    {
                        return false;
                    }

                    continue;
                }

                var index = choice / 3 % inFlight.Count;
                var number = inFlight[index];
                inFlight.RemoveAt(index);
                if (watermark.Complete(number) != inFlight.DefaultIfEmpty(begun).Min()
                    || watermark.Oldest != (inFlight.Count == 0 ? null : 1000 + inFlight.Min()))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    static DeliveryWatermark Begun(int count)
    {
        var watermark = new DeliveryWatermark();
        for (var number = 0; number < count; number++)
        {
            Assert.Equal(number, watermark.Begin(timestamp: 0));
        }

        return watermark;
    }
}
