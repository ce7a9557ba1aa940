using DbPerService.Contracts;
using DbPerService.Gadgets.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class GadgetsRulesTests
{
    static readonly OrderConfirmed Confirmed = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));
    static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void An_order_is_recorded_and_published()
    {
        var (entry, published) = GadgetsRules.Record(null, Confirmed, Now);

        Assert.Equal(new GadgetsEntry(Confirmed.OrderId, Now), entry);
        Assert.Equal<object>(new GadgetsRecorded(Confirmed.OrderId), published!);
    }

    [Fact]
    public void A_resent_event_changes_nothing_and_gets_the_same_reply()
    {
        var first = GadgetsRules.Record(null, Confirmed, Now);

        var second = GadgetsRules.Record(first.State, Confirmed, Now.AddHours(1));

        Assert.Same(first.State, second.State);
        Assert.Equal<object>(first.Event!, second.Event!);
    }
}
