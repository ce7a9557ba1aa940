using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments;
using DbPerService.Payments.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Services;

public sealed class PaymentRulesTests
{
    static readonly Guid OrderId = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly TestModeProcessor Processor = new(Options.Create(new PaymentsOptions { SlowAnswerAfter = TimeSpan.FromSeconds(3) }));
    static readonly OrderConfirmed Confirmed = new(OrderId);
    static readonly OrderCancelled Cancelled = new(OrderId, "StockRejected");

    [Fact]
    public void Authorizes_and_erases_the_token()
    {
        var (payment, answer) = Authorize(null, "tok_visa");
        Assert.Equal((PaymentStatus.Authorized, 12.50m, "EUR"), (payment.Status, payment.Amount, payment.Currency));
        Assert.Null(payment.Token);
        Assert.Equal<object>(new PaymentAuthorized(OrderId, payment.PaymentId, 12.50m, "EUR"), answer);
    }

    [Theory]
    [InlineData("tok_chargeDeclined", "card_declined")]
    [InlineData("tok_unheard_of", "invalid_token")]
    public void Declines_with_a_reason(string token, string reason)
    {
        var (payment, answer) = Authorize(null, token);
        Assert.Equal((PaymentStatus.Declined, reason), (payment.Status, payment.Reason));
        Assert.Equal<object>(new PaymentDeclined(OrderId, payment.PaymentId, reason), answer);
    }

    [Fact]
    public void Replies_late_when_the_processor_does()
    {
        var (pending, answer) = Authorize(null, "tok_slow");
        Assert.Null(answer);
        Assert.Equal((PaymentStatus.Pending, Now.AddSeconds(3), "tok_slow"), (pending.Status, pending.DueAt, pending.Token));
        Assert.Null(Authorize(pending, "tok_slow").Event);
        var (payment, late) = PaymentRules.Complete(pending, Processor, Now.AddSeconds(3));
        Assert.Equal((PaymentStatus.Authorized, null, null), (payment.Status, payment.DueAt, payment.Token));
        Assert.Equal<object>(new PaymentAuthorized(OrderId, pending.PaymentId, 12.50m, "EUR"), late);
    }

    [Fact]
    public void A_token_that_cannot_be_opened_declines_the_payment_without_calling_the_processor()
    {
        var order = new OrderPlaced(OrderId, "ALFKI", "EUR", 12.50m, "sealed:v1:00000000:AAAA", []);
        var (payment, answer) = PaymentRules.Authorize(null, order, _ => null, Processor, null, Now);
        Assert.Equal((PaymentStatus.Declined, "unreadable_token", null), (payment.Status, payment.Reason, payment.Token));
        Assert.IsType<PaymentDeclined>(answer);
    }

    [Fact]
    public void The_payment_id_is_derived_from_the_order_id_alone()
    {
        Assert.Equal(Authorize(null, "tok_visa").State.PaymentId, Authorize(null, "tok_slow").State.PaymentId);
        Assert.Equal(Authorize(null, "tok_visa").State.PaymentId, PaymentRules.Void(null, Cancelled, Now).State.PaymentId);
        // Must never change: a processor knows payments by it.
        Assert.Equal(Guid.Parse("5c5fdad3-7f75-8fbb-9fbe-992dd527edfe"), PaymentIds.Of(OrderId));
        Assert.NotEqual(PaymentIds.Of(OrderId), PaymentIds.Of(Guid.Empty));
    }

    [Theory]
    [InlineData("tok_visa")]
    [InlineData("tok_chargeDeclined")]
    public void A_repeated_request_gets_the_same_reply_and_changes_nothing(string token)
    {
        var first = Authorize(null, token);
        var second = Authorize(first.State, token);
        Assert.Same(first.State, second.State);
        Assert.Equal<object>(first.Event, second.Event);
    }

    [Fact]
    public void Captures_once()
    {
        var captured = PaymentRules.Capture(Authorize(null, "tok_visa").State, Confirmed, Now);
        var again = PaymentRules.Capture(captured.State, Confirmed, Now);
        Assert.Equal(PaymentStatus.Captured, captured.State.Status);
        Assert.Equal([PaymentOperation.Authorize, PaymentOperation.Capture], captured.State.Attempts.Select(a => a.Operation));
        Assert.Same(captured.State, again.State);
        Assert.Equal<object>(captured.Event, again.Event);
    }

    [Fact]
    public void Voids_authorized_and_pending_payments_and_acknowledges_repetitions()
    {
        foreach (var token in new[] { "tok_visa", "tok_slow" })
        {
            var voided = PaymentRules.Void(Authorize(null, token).State, Cancelled, Now);
            Assert.Equal((PaymentStatus.Voided, null), (voided.State.Status, voided.State.DueAt));
            var again = PaymentRules.Void(voided.State, Cancelled, Now);
            Assert.Same(voided.State, again.State);
            Assert.Equal<object>(new PaymentVoided(OrderId, voided.State.PaymentId), again.Event);
        }
    }

    [Fact]
    public void A_declined_payment_stays_declined_and_is_acknowledged_as_voided()
    {
        var declined = Authorize(null, "tok_chargeDeclined").State;
        var (payment, answer) = PaymentRules.Void(declined, Cancelled, Now);
        Assert.Same(declined, payment);
        Assert.IsType<PaymentVoided>(answer);
    }

    [Fact]
    public void An_order_cancelled_before_it_arrived_moves_no_money()
    {
        var (tombstone, answer) = PaymentRules.Void(null, Cancelled, Now);
        Assert.Equal((PaymentStatus.Voided, 0m), (tombstone.Status, tombstone.Amount));
        Assert.IsType<PaymentVoided>(answer);
        var (payment, late) = Authorize(tombstone, "tok_visa");
        Assert.Same(tombstone, payment);
        Assert.Equal<object>(answer, late);
    }

    [Fact]
    public void An_event_that_contradicts_the_payment_breaks_a_rule()
    {
        var authorized = Authorize(null, "tok_visa").State;
        var captured = PaymentRules.Capture(authorized, Confirmed, Now).State;
        var voided = PaymentRules.Void(authorized, Cancelled, Now).State;
        Assert.Throws<PermanentFailureException>(() => PaymentRules.Void(captured, Cancelled, Now));
        Assert.Throws<PermanentFailureException>(() => PaymentRules.Capture(voided, Confirmed, Now));
        Assert.Throws<PermanentFailureException>(() => PaymentRules.Capture(null, Confirmed, Now));
        Assert.Throws<PermanentFailureException>(() => PaymentRules.Capture(Authorize(null, "tok_slow").State, Confirmed, Now));
    }

    [Theory]
    [InlineData(0, "EUR")]
    [InlineData(-1, "EUR")]
    [InlineData(0.001, "EUR")]
    [InlineData(1, "???")]
    public void Refuses_an_event_without_an_amount(decimal total, string currency) =>
        Assert.Throws<PermanentFailureException>(() => PaymentRules.Authorize(
            null, new OrderPlaced(OrderId, "ALFKI", currency, total, "tok_visa", []), order => order.PaymentToken, Processor, null, Now));

    static Decision<Payment> Authorize(Payment? payment, string token) => PaymentRules.Authorize(
        payment, new OrderPlaced(OrderId, "ALFKI", "EUR", 12.50m, token, []), order => order.PaymentToken, Processor, null, Now);
}
