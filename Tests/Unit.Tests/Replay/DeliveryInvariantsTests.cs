using DbPerService.Replay.Checks;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class DeliveryInvariantsTests
{
    const string Orders = "orders";
    const string Payments = "payments";
    const string Inventory = "inventory";

    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly Guid OrderId = Guid.CreateVersion7();
    static readonly PublishedEvent Placed = Event(Orders, "OrderPlaced", 1);
    static readonly PublishedEvent Confirmed = Event(Orders, "OrderConfirmed", 5);
    static readonly PublishedEvent Reserved = Event(Inventory, "StockReserved", 2);
    static readonly PublishedEvent Committed = Event(Inventory, "StockCommitted", 6);

    static readonly Deliveries Good = new(
        [Placed, Confirmed, Reserved, Committed],
        [
            Applied(Inventory, Placed, 10, 0), Applied(Inventory, Confirmed, 10, 1),
            Applied(Orders, Reserved, 7, 0), Applied(Orders, Committed, 8, 0)
        ])
    {
        Outboxes = new HashSet<string> { Orders, Inventory },
        Inboxes = new HashSet<string> { Orders, Inventory }
    };

    static Deliveries WithoutInbox => Good with
    {
        Applied = [.. Good.Applied.Where(x => x.Subscriber == Orders)],
        Inboxes = new HashSet<string> { Orders }
    };

    [Fact]
    public void A_good_run_violates_nothing()
    {
        Holds(Good);
        Holds(WithoutInbox);
    }

    [Fact]
    public void Swapped_events_of_a_key_are_a_violation()
    {
        Violates(Apply(Applied(Inventory, Placed, 11, 0), Applied(Inventory, Confirmed, 10, 0)), "inventory applied OrderPlaced");
        Violates(
            Apply(
                Applied(Inventory, Placed, 12, 0), Applied(Inventory, Confirmed, 10, 0),
                Applied(Inventory, Event(Orders, "OrderPlaced", 0), 11, 0)),
            $"inventory applied OrderPlaced {Placed.Id}");
    }

    [Fact]
    public void Swapped_events_of_a_key_within_a_batch_are_a_violation() =>
        Violates(Apply(Applied(Inventory, Placed, 10, 1), Applied(Inventory, Confirmed, 10, 0)), "inventory applied OrderPlaced");

    [Fact]
    public void Events_without_a_recorded_place_in_their_batch_have_no_order() =>
        Holds(Apply(Applied(Inventory, Confirmed, 10, null), Applied(Inventory, Placed, 10, null)));

    [Fact]
    public void Order_is_not_checked_across_a_loss_of_the_brokers_log()
    {
        var swapped = Apply(Applied(Inventory, Placed, 11, 0), Applied(Inventory, Confirmed, 10, 0));

        Holds(swapped, Loss(3));
        Violates(swapped, "inventory applied OrderPlaced", Loss(0, 7));
    }

    [Fact]
    public void An_event_that_a_subscriber_never_applies_is_a_violation()
    {
        var later = Event(Orders, "OrderPlaced", 3);

        Violates(Publish(later), $"inventory never applied OrderPlaced {later.Id}");
    }

    [Fact]
    public void A_possibly_lost_event_counts_as_applied_if_a_resend_or_a_later_event_was()
    {
        Holds(Publish(Event(Orders, "OrderPlaced", 3)), Loss(4));
        Holds(Publish(Event(Orders, "OrderConfirmed", 9)), Loss(10));
        Holds(Apply(Applied(Inventory, Confirmed, 10, 0)), Loss(2));
    }

    [Fact]
    public void A_possibly_lost_event_without_a_replacement_is_a_violation()
    {
        var cancelled = Event(Orders, "OrderCancelled", 9) with { Key = "another" };
        var subscribed = Event(Orders, "OrderCancelled", 8);
        var deliveries = Publish(cancelled, subscribed);

        Violates(
            deliveries with { Applied = [.. deliveries.Applied, Applied(Inventory, subscribed, 12, 0)] },
            $"inventory never applied OrderCancelled {cancelled.Id}", Loss(10));
    }

    [Fact]
    public void An_event_committed_after_the_loss_must_be_applied()
    {
        var later = Event(Orders, "OrderPlaced", 3);

        Violates(Publish(later), $"inventory never applied OrderPlaced {later.Id}", Loss(2));
    }

    [Fact]
    public void Only_the_newest_event_of_a_key_must_be_applied_if_no_more_is_recorded()
    {
        var known = Event(Payments, "PaymentCaptured", 0);
        var missing = Event(Payments, "PaymentCaptured", 0) with { Key = "another" };
        var deliveries = Good with { Newest = [known, missing], Applied = [.. Good.Applied, Applied(Orders, known, 9, 0)] };

        Violates(deliveries, $"orders never applied the newest event {missing.Id}");
        Holds(deliveries with { Newest = [known] });
        Holds(deliveries, Loss(1));
    }

    [Fact]
    public void Without_an_inbox_every_event_gets_a_reply()
    {
        var again = Event(Orders, "OrderConfirmed", 9);
        var deliveries = WithoutInbox with { Published = [.. Good.Published, again] };

        Violates(deliveries, "inventory answered 2 of 3 events");
        Holds(deliveries, Loss(10));
        Holds(WithAnswers(deliveries, Event(Inventory, "StockCommitted", 10), Event(Inventory, "StockCommitted", 11)));
    }

    [Fact]
    public void More_replies_than_events_in_the_inbox_are_a_violation() =>
        Violates(WithAnswers(Good, Event(Inventory, "StockCommitted", 7)), "inventory answered 3 times to 2 events");

    [Fact]
    public void Undoing_an_unknown_order_is_a_violation_unless_the_broker_lost_its_log()
    {
        var released = Good with
        {
            Published = [Placed, Event(Inventory, "StockReleased", 6)],
            Applied = [Applied(Inventory, Placed, 10, 0)]
        };

        Violates(released, "inventory applied OrderCancelled");
        Holds(released, Loss(2));
        Violates(Good, "payments applied OrderCancelled", null, "Void Voided");
        Holds(Good, Loss(2), "Void Voided");
        Holds(Good, null, "Authorize Pending", "Void Voided");
    }

    static void Holds(Deliveries deliveries, BrokerLosses? losses = null, params string[] attempts) =>
        Assert.All(Check(deliveries, losses, attempts), x => Assert.True(x.Held, $"{x.Invariant}: {string.Join(", ", x.Examples)}"));

    static void Violates(Deliveries deliveries, string example, BrokerLosses? losses = null, params string[] attempts) =>
        Assert.Contains(
            Check(deliveries, losses, attempts).SelectMany(x => x.Examples), x => x.Contains(example, StringComparison.Ordinal));

    static IEnumerable<Verdict> Check(Deliveries deliveries, BrokerLosses? losses, string[] attempts) =>
        DeliveryInvariants.Check(new ChaosEvidence
        {
            Run = new Evidence { Orders = [], Payments = [Paid(attempts)], Reservations = [], After = [] },
            Refused = 0,
            SettledAfter = TimeSpan.Zero,
            SettleLimit = TimeSpan.FromSeconds(60),
            BrokerLosses = losses ?? BrokerLosses.None,
            Deliveries = deliveries,
            DeadLetters = []
        });

    static Deliveries Apply(params AppliedEvent[] applied) =>
        Good with { Applied = [.. applied, .. Good.Applied.Where(x => x.Subscriber == Orders)], Outboxes = new HashSet<string>() };

    static Deliveries Publish(params PublishedEvent[] more) => Good with { Published = [.. Good.Published, .. more] };

    static Deliveries WithAnswers(Deliveries deliveries, params PublishedEvent[] answers) => deliveries with
    {
        Published = [.. deliveries.Published, .. answers],
        Applied = [.. deliveries.Applied, .. answers.Select((answer, i) => Applied(Orders, answer, 20 + i, 0))]
    };

    static BrokerLosses Loss(params double[] seconds) => new([.. seconds.Select(x => Noon.AddSeconds(x))]);

    static PublishedEvent Event(string topic, string type, long position) =>
        new(Guid.CreateVersion7(), topic, $"{OrderId}", type, position, Noon.AddSeconds(position));

    static AppliedEvent Applied(string subscriber, PublishedEvent @event, long transaction, int? place) =>
        new(subscriber, @event, transaction, place);

    static PaymentSnapshot Paid(string[] attempts) => new()
    {
        OrderId = OrderId,
        Status = PaymentSnapshot.Captured,
        Amount = 1,
        Currency = "USD",
        Attempts = [.. attempts.Select(x => new AttemptSnapshot(x.Split(' ')[0], x.Split(' ')[1]))]
    };
}
