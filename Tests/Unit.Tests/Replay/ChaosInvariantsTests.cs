using DbPerService.Replay.Checks;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class ChaosInvariantsTests
{
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly Guid OrderId = Guid.CreateVersion7();
    static readonly PublishedEvent Placed = Event("OrderPlaced", 1);
    static readonly PublishedEvent Confirmed = Event("OrderConfirmed", 2);

    static readonly ChaosEvidence Good = new()
    {
        Run = new Evidence
        {
            Orders = [],
            Payments = [Paid("Authorize Pending", "Authorize Authorized", "Capture Captured")],
            Reservations = [],
            After = []
        },
        Refused = 0,
        SettledAfter = TimeSpan.FromSeconds(59),
        SettleLimit = TimeSpan.FromSeconds(60),
        BrokerLosses = BrokerLosses.None,
        Deliveries = new Deliveries(
            [Placed, Confirmed],
            [Applied("payments", Placed, 10), Applied("payments", Confirmed, 11)]),
        DeadLetters = []
    };

    [Fact]
    public void A_good_run_violates_nothing() => Assert.All(ChaosInvariants.Check(Good), x => Assert.True(x.Held, $"{x.Invariant}: {string.Join(", ", x.Examples)}"));

    [Fact]
    public void An_order_that_was_not_accepted_is_a_violation()
    {
        Violates(Good with { Refused = 2 }, "2 requests were refused");
        Violates(Good with { Run = Good.Run with { Unanswered = 3 } }, "3 requests got no response");
    }

    [Fact]
    public void Settling_late_or_never_is_a_violation()
    {
        Violates(Good with { SettledAfter = TimeSpan.FromSeconds(61) }, "it took 61.0 s");
        Violates(Good with { SettledAfter = null }, "never finished");
    }

    [Theory]
    [InlineData("Authorize Authorized", "Authorize Authorized")]
    [InlineData("Authorize Authorized", "Capture Captured", "Capture Captured")]
    [InlineData("Authorize Authorized", "Capture Captured", "Void Voided")]
    [InlineData("Void Voided", "Authorize Authorized")]
    [InlineData("Capture Captured")]
    [InlineData("Authorize Declined", "Void Voided")]
    public void Money_that_moves_twice_or_out_of_order_is_a_violation(params string[] attempts) =>
        Violates(Good with { Run = Good.Run with { Payments = [Paid(attempts)] } }, string.Join(", ", attempts));

    [Theory]
    [InlineData("Authorize Authorized")]
    [InlineData("Authorize Authorized", "Void Voided")]
    [InlineData("Authorize Declined")]
    [InlineData("Authorize Pending", "Void Voided")]
    public void Money_that_moves_once_is_no_violation(params string[] attempts) =>
        Assert.All(ChaosInvariants.Check(Good with { Run = Good.Run with { Payments = [Paid(attempts)] } }), x => Assert.True(x.Held));

    [Theory]
    [InlineData("OrderConfirmed and OrderCancelled", "OrderPlaced", "OrderConfirmed", "OrderCancelled")]
    [InlineData("StockCommitted and StockReleased", "StockReserved", "StockCommitted", "StockReleased")]
    [InlineData("PaymentAuthorized and PaymentDeclined", "PaymentDeclined", "PaymentAuthorized")]
    [InlineData("OrderConfirmed before OrderPlaced", "OrderConfirmed", "OrderPlaced")]
    [InlineData("PaymentCaptured before PaymentAuthorized", "PaymentCaptured")]
    [InlineData("StockReserved after StockCommitted", "StockReserved", "StockCommitted", "StockReserved")]
    [InlineData("PaymentAuthorized after PaymentVoided", "PaymentVoided", "PaymentAuthorized")]
    [InlineData("OrderPlaced after OrderConfirmed", "OrderPlaced", "OrderConfirmed", "OrderPlaced")]
    public void Two_outcomes_and_steps_out_of_order_are_violations(string example, params string[] types) => Violates(Publish(types), example);

    [Theory]
    [InlineData("OrderPlaced", "OrderPlaced", "OrderCancelled", "OrderCancelled")]
    [InlineData("PaymentDeclined", "PaymentVoided")]
    [InlineData("StockRejected", "StockReleased")]
    [InlineData("PaymentVoided")]
    public void Resends_and_compensations_are_no_violations(params string[] types) =>
        Assert.All(ChaosInvariants.Check(Publish(types)), x => Assert.True(x.Held));

    [Fact]
    public void A_dead_letter_is_a_violation() =>
        Violates(
            Good with { DeadLetters = [("payments", new DeadLetterSnapshot("orders", "1", "OrderPlaced", "Refused"))] },
            "payments: OrderPlaced of orders/1: Refused");

    static void Violates(ChaosEvidence evidence, string example) =>
        Assert.Contains(ChaosInvariants.Check(evidence).SelectMany(x => x.Examples), x => x.Contains(example, StringComparison.Ordinal));

    static ChaosEvidence Publish(string[] types) =>
        Good with { Deliveries = new Deliveries([.. types.Select((type, i) => Event(type, i))], []) };

    static PublishedEvent Event(string type, long position) => new(Guid.CreateVersion7(), "orders", $"{OrderId}", type, position, Noon.AddSeconds(position));

    static AppliedEvent Applied(string subscriber, PublishedEvent @event, long transaction) => new(subscriber, @event, transaction, null);

    static PaymentSnapshot Paid(params string[] attempts) => new()
    {
        OrderId = OrderId,
        Status = PaymentSnapshot.Captured,
        Amount = 1,
        Currency = "USD",
        Attempts = [.. attempts.Select(x => new AttemptSnapshot(x.Split(' ')[0], x.Split(' ')[1]))]
    };
}
