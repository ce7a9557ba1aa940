using DbPerService.Replay.Checks;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class InvariantsTests
{
    static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly OrderSnapshot Sold = new()
    {
        Id = Guid.Parse("00000000-0000-7000-8000-000000000001"),
        Status = OrderSnapshot.Confirmed,
        Currency = "USD",
        Total = 25,
        Lines = [new("11", 2, 10), new("12", 1, 5)],
        PlacedAt = Then,
        FinishedAt = Then
    };

    static readonly OrderSnapshot Short = Sold with
    {
        Id = Guid.Parse("00000000-0000-7000-8000-000000000002"),
        Status = OrderSnapshot.Cancelled,
        Reason = "StockRejected"
    };

    static readonly PaymentSnapshot Paid = new() { OrderId = Sold.Id, Status = PaymentSnapshot.Captured, Amount = 25, Currency = "USD" };
    static readonly PaymentSnapshot Voided = Paid with { OrderId = Short.Id, Status = PaymentSnapshot.Voided };
    static readonly ReservationSnapshot Taken = new() { OrderId = Sold.Id, Status = ReservationSnapshot.Committed };
    static readonly ReservationSnapshot Refused = new() { OrderId = Short.Id, Status = ReservationSnapshot.Rejected };
    static readonly StockSnapshot Eleven = new() { ProductId = "11", OnHand = 5, Reserved = 0, Available = 5, Sold = 5 };
    static readonly StockSnapshot Twelve = new() { ProductId = "12", OnHand = 0, Reserved = 0, Available = 0, Sold = 1 };

    static readonly Evidence Good = new()
    {
        Accepted = [new(Sold.Id, 25), new(Short.Id, 25)],
        Orders = [Sold, Short],
        Payments = [Paid, Voided],
        Reservations = [Taken, Refused],
        Before = [new("11", 10, 3), new("12", 1, 0)],
        After = [Eleven, Twelve]
    };

    [Fact]
    public void A_correct_outcome_violates_nothing() => Assert.All(Invariants.Check(Good), x => Assert.True(x.Held, x.Invariant));

    [Theory]
    [InlineData(null, null)]
    [InlineData(PaymentSnapshot.Declined, ReservationSnapshot.Released)]
    [InlineData(PaymentSnapshot.Voided, ReservationSnapshot.Rejected)]
    public void A_cancelled_order_can_have_been_compensated_in_any_way(string? payment, string? reservation) =>
        Assert.All(
            Invariants.Check(Good with
            {
                Payments = payment is null ? [Paid] : [Paid, Voided with { Status = payment }],
                Reservations = reservation is null ? [Taken] : [Taken, Refused with { Status = reservation }]
            }),
            x => Assert.True(x.Held, x.Invariant));

    public static TheoryData<string, string, string> Violations => new()
    {
        { "an accepted order is lost", "every accepted order", "accepted, but does not exist" },
        { "an order is listed twice", "every accepted order", "listed 2 times" },
        { "one order answers two requests", "every accepted order", "2 different requests" },
        { "one request makes two orders", "every accepted order", "requested once and placed twice" },
        { "an order stays open", "every order is", "Placed" },
        { "a saga never ends", "every order is", "saga not finished" },
        { "a total is not the sum of the lines", "an order's total", "total 26, lines 25" },
        { "a total differs from the request", "an order's total", "requested 24" },
        { "a confirmed order is not paid", "confirmed ⇔ payment", "payment Authorized" },
        { "a confirmed order has no payment", "confirmed ⇔ payment", "0 payments" },
        { "a confirmed order is paid twice", "confirmed ⇔ payment", "2 payments" },
        { "a wrong amount is captured", "confirmed ⇔ payment", "captured 24 USD" },
        { "a wrong currency is captured", "confirmed ⇔ payment", "captured 25 EUR" },
        { "a cancelled order is paid", "confirmed ⇔ payment", "Cancelled, payment Captured" },
        { "a payment has no order", "confirmed ⇔ payment", "has a payment, but does not exist" },
        { "a cancelled order keeps its authorisation", "cancelled ⇒ no payment", "payment Authorized" },
        { "a confirmed order is not committed", "confirmed ⇔ reservation", "reservation Reserved" },
        { "a confirmed order has no reservation", "confirmed ⇔ reservation", "0 reservations" },
        { "a cancelled order is committed", "confirmed ⇔ reservation", "Cancelled, reservation Committed" },
        { "a reservation has no order", "confirmed ⇔ reservation", "has a reservation, but does not exist" },
        { "a cancelled order keeps its reservation", "cancelled ⇒ no reservation", "reservation Reserved" },
        { "money is captured twice over", "captured money", "USD: confirmed 25, captured 50" },
        { "stock disappears", "onHand + sold", "product 11: 10 received, 9 accounted for" },
        { "a product disappears", "onHand + sold", "product 12: 1 received, 0 accounted for" },
        { "more is promised than there is", "available = onHand - reserved", "available -1" },
        { "available is miscounted", "available = onHand - reserved", "available 4" },
        { "stock stays reserved", "nothing stays reserved", "reserved 1" },
        { "a sale is counted twice", "sold = the sum", "product 11: 2 on confirmed lines, 4 sold" }
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_is_found_and_named(string violation, string invariant, string example)
    {
        var verdict = Assert.Single(Invariants.Check(Violate(violation)), x => x.Invariant.StartsWith(invariant, StringComparison.Ordinal));

        Assert.False(verdict.Held);
        Assert.Contains(verdict.Examples, x => x.Contains(example, StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_without_a_response_may_have_placed_its_order() =>
        Assert.True(Invariants.Check(Good with { Accepted = [new(Sold.Id, 25)], Unanswered = 1 })[0].Held);

    [Fact]
    public void Without_a_record_of_the_requests_the_rest_is_still_checked()
    {
        var unrecorded = Good with { Accepted = null, Before = null, After = [Eleven with { Sold = 2 }, Twelve] };

        Assert.Equal(Invariants.Check(Good).Count - 2, Invariants.Check(unrecorded).Count);
        Assert.All(Invariants.Check(unrecorded), x => Assert.True(x.Held, x.Invariant));
        Assert.Contains(Invariants.Check(unrecorded with { Payments = [] }), x => !x.Held);
    }

    [Fact]
    public void All_violations_are_counted_and_five_are_named()
    {
        var verdict = Verdict.Of("x", Enumerable.Range(1, 9).Select(x => $"order {x}"));

        Assert.Equal((9, 5), (verdict.Violations, verdict.Examples.Count));
    }

    static Evidence Violate(string violation) => violation switch
    {
        "an accepted order is lost" => Good with { Orders = [Sold] },
        "an order is listed twice" => Good with { Orders = [Sold, Sold, Short] },
        "one order answers two requests" => Good with { Accepted = [.. Good.Accepted!, new(Sold.Id, 25)] },
        "one request makes two orders" => Good with { Accepted = [new(Sold.Id, 25)] },
        "an order stays open" => Good with { Orders = [Sold, Short with { Status = OrderSnapshot.Placed }] },
        "a saga never ends" => Good with { Orders = [Sold, Short with { FinishedAt = null }] },
        "a total is not the sum of the lines" => Good with { Orders = [Sold with { Total = 26 }, Short] },
        "a total differs from the request" => Good with { Accepted = [new(Sold.Id, 24), new(Short.Id, 25)] },
        "a confirmed order is not paid" => Good with { Payments = [Paid with { Status = "Authorized" }] },
        "a confirmed order has no payment" => Good with { Payments = [Voided] },
        "a confirmed order is paid twice" or "money is captured twice over" => Good with { Payments = [Paid, Paid] },
        "a wrong amount is captured" => Good with { Payments = [Paid with { Amount = 24 }] },
        "a wrong currency is captured" => Good with { Payments = [Paid with { Currency = "EUR" }] },
        "a cancelled order is paid" => Good with { Payments = [Paid, Voided with { Status = PaymentSnapshot.Captured }] },
        "a payment has no order" => Good with { Payments = [Paid, Paid with { OrderId = Guid.AllBitsSet }] },
        "a cancelled order keeps its authorisation" => Good with { Payments = [Paid, Voided with { Status = "Authorized" }] },
        "a confirmed order is not committed" => Good with { Reservations = [Taken with { Status = "Reserved" }] },
        "a confirmed order has no reservation" => Good with { Reservations = [] },
        "a cancelled order is committed" => Good with { Reservations = [Taken, Refused with { Status = ReservationSnapshot.Committed }] },
        "a reservation has no order" => Good with { Reservations = [Taken, Taken with { OrderId = Guid.AllBitsSet }] },
        "a cancelled order keeps its reservation" => Good with { Reservations = [Taken, Refused with { Status = "Reserved" }] },
        "stock disappears" => Good with { After = [Eleven with { OnHand = 4, Available = 4 }, Twelve] },
        "a product disappears" => Good with { After = [Eleven] },
        "more is promised than there is" => Good with { After = [Eleven with { Reserved = 6, Available = -1 }, Twelve] },
        "available is miscounted" => Good with { After = [Eleven with { Available = 4 }, Twelve] },
        "stock stays reserved" => Good with { After = [Eleven with { Reserved = 1, Available = 4 }, Twelve] },
        "a sale is counted twice" => Good with { After = [Eleven with { OnHand = 3, Available = 3, Sold = 7 }, Twelve] },
        _ => throw new ArgumentOutOfRangeException(nameof(violation), violation, "not made up")
    };
}
