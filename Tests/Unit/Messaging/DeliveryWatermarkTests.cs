using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class DeliveryWatermarkTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_gap_holds_back_what_comes_after_it()
    {
        var watermark = Begun(4);

        Assert.Equal(0, watermark.Complete(1));
        Assert.Equal(0, watermark.Complete(3));
        Assert.Equal(2, watermark.Complete(0));
        Assert.Equal(4, watermark.Complete(2));
    }

    [Fact]
    public void The_oldest_outstanding_event_is_the_first_gap()
    {
        var watermark = Begun(3);
        watermark.Complete(0);
        watermark.Complete(2);

        Assert.Equal(Start.AddSeconds(1), watermark.OldestOutstanding);

        watermark.Complete(1);
        Assert.Null(watermark.OldestOutstanding);
    }

    [Fact]
    public void Any_order_of_completion_ends_at_the_whole_count()
    {
        const int Count = 5000;
        var watermark = Begun(Count);
        var order = Enumerable.Range(0, Count).Select(n => (long)n).ToArray();
        new Random(17).Shuffle(order);
        var completed = new HashSet<long>();
        foreach (var number in order)
        {
            var floor = watermark.Complete(number);
            completed.Add(number);
            Assert.DoesNotContain(floor, completed);
            Assert.True(floor == 0 || completed.Contains(floor - 1));
        }

        Assert.Null(watermark.OldestOutstanding);
    }

    static DeliveryWatermark Begun(int count)
    {
        var watermark = new DeliveryWatermark();
        for (var number = 0; number < count; number++)
        {
            Assert.Equal(number, watermark.Begin(Start.AddSeconds(number)));
        }

        return watermark;
    }
}
