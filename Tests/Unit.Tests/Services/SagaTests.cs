using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class SagaTests
{
    static readonly DateTime Placed = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    static readonly SagaDeadlines Deadlines = new(Timeout, TimeSpan.FromMinutes(15));

    [Fact]
    public void Confirms_once_both_have_agreed_in_any_order()
    {
        Assert.Equal(OrderStatus.Placed, New().PaymentAuthorized(At(1)).State.Status);
        Assert.Equal(OrderStatus.Placed, New().StockReserved(At(1)).State.Status);
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2)).State;
        Assert.Equal((OrderStatus.Confirmed, At(2)), (confirmed.Status, confirmed.DecidedAt));
        Assert.Equal(OrderStatus.Confirmed, New().StockReserved(At(1)).PaymentAuthorized(At(2)).State.Status);
    }

    [Fact]
    public void A_refusal_cancels_with_its_reason()
    {
        var declined = New().PaymentDeclined("card_declined", At(1)).State;
        Assert.Equal((OrderStatus.Cancelled, CancelReason.PaymentDeclined, "card_declined"), (declined.Status, declined.Reason, declined.ReasonDetail));
        var rejected = New().PaymentAuthorized(At(1)).StockRejected("11: 2 wanted, 1 available", At(2)).State;
        Assert.Equal((OrderStatus.Cancelled, CancelReason.StockRejected), (rejected.Status, rejected.Reason));
    }

    [Fact]
    public void The_participants_are_sent_each_decision_once()
    {
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2));
        Assert.Equal<object>(new OrderConfirmed(confirmed.State.OrderId), confirmed.Event);
        var cancelled = New().PaymentDeclined("card_declined", At(1));
        Assert.Equal<object>(new OrderCancelled(cancelled.State.OrderId, "PaymentDeclined"), cancelled.Event);
        var timedOut = New().Review(At(31), new(Timeout, TimeSpan.Zero), Deadlines, mayResend: true).Decision;
        Assert.Equal<object>(new OrderCancelled(timedOut.State.OrderId, "ParticipantTimeout"), timedOut.Event);

        Assert.Null(New().PaymentAuthorized(At(1)).Event);
        Assert.Null(confirmed.PaymentAuthorized(At(3)).Event);
        Assert.Null(confirmed.PaymentCaptured(At(3)).StockCommitted(At(4)).Event);
        Assert.Null(cancelled.StockReserved(At(2)).Event);
        Assert.Null(cancelled.CancelByUser(At(2)).Event);
    }

    [Fact]
    public void An_order_that_is_resent_publishes_its_last_event_again()
    {
        var order = new Order(New().OrderId, "ALFKI", null, "EUR", "sealed", 12.34m, [new OrderLine("11", 1, 12.34m)], New());
        Assert.Equal(new OrderPlaced(order.Id, "ALFKI", "EUR", 12.34m, "sealed", []), Resent(New(), At(3)));
        Assert.Equal(new OrderConfirmed(order.Id), Resent(New().PaymentAuthorized(At(1)).StockReserved(At(1)).State, At(9)));
        Assert.Equal(new OrderCancelled(order.Id, "CancelledByUser"), Resent(New().CancelByUser(At(1)).State, At(9)));
        Assert.Null(Resent(New(), At(2)));
        Assert.Null(Resent(New(), At(900)));

        object? Resent(Saga saga, DateTime now)
        {
            var (decision, isResent) = (order with { Saga = saga }).Review(now, default, Deadlines, mayResend: true);
            // The lines of a record compare by reference.
            return !isResent ? null : decision.Event is OrderPlaced placed ? placed with { Lines = [] } : decision.Event;
        }
    }

    [Fact]
    public void A_reply_after_the_decision_is_recorded_but_decides_nothing()
    {
        var late = New().PaymentDeclined("card_declined", At(1)).StockReserved(At(2)).State;
        Assert.Equal((OrderStatus.Cancelled, CancelReason.PaymentDeclined), (late.Status, late.Reason));
        Assert.Equal((true, At(2)), (late.StockAgreed, late.StockAnsweredAt));
    }

    [Fact]
    public void A_second_reply_changes_nothing()
    {
        var saga = New().PaymentAuthorized(At(1)).StockReserved(At(2)).PaymentCaptured(At(3)).StockCommitted(At(4)).State;
        Assert.Same(saga, saga.PaymentAuthorized(At(9)).PaymentDeclined("no", At(9)).StockReserved(At(9)).StockRejected("no", At(9)).State);
        Assert.Same(saga, saga.PaymentCaptured(At(9)).StockCommitted(At(9)).State);
    }

    [Fact]
    public void Is_finished_only_when_both_have_acknowledged_their_last_step()
    {
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2)).PaymentCaptured(At(3)).State;
        Assert.Null(confirmed.FinishedAt);
        Assert.Equal(At(4), confirmed.StockCommitted(At(4)).State.FinishedAt);
        var cancelled = New().PaymentDeclined("no", At(1)).StockReleased(At(2)).State;
        Assert.Null(cancelled.FinishedAt);
        Assert.Equal(At(3), cancelled.PaymentVoided(At(3)).State.FinishedAt);
    }

    [Fact]
    public void An_acknowledgement_that_contradicts_the_decision_breaks_a_rule()
    {
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2)).State;
        var cancelled = New().CancelByUser(At(1)).State;
        Assert.Throws<PermanentFailureException>(() => confirmed.PaymentVoided(At(3)));
        Assert.Throws<PermanentFailureException>(() => confirmed.StockReleased(At(3)));
        Assert.Throws<PermanentFailureException>(() => cancelled.PaymentCaptured(At(3)));
        Assert.Throws<PermanentFailureException>(() => cancelled.StockCommitted(At(3)));
        Assert.Throws<PermanentFailureException>(() => New().PaymentCaptured(At(3)));
    }

    [Fact]
    public void A_user_can_cancel_repeatedly_but_only_before_the_pivot()
    {
        var cancelled = New().PaymentAuthorized(At(1)).CancelByUser(At(2)).State;
        Assert.Equal((OrderStatus.Cancelled, CancelReason.CancelledByUser), (cancelled.Status, cancelled.Reason));
        Assert.Same(cancelled, cancelled.CancelByUser(At(3)).State);
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2)).State;
        Assert.Same(confirmed, confirmed.CancelByUser(At(3)).State);
    }

    [Fact]
    public void A_participant_that_is_silent_too_long_cancels_the_order_and_is_named()
    {
        var (next, resend) = New().StockReserved(At(1)).Review(At(31), new(Timeout, TimeSpan.Zero), Deadlines, mayResend: true);
        Assert.False(resend);
        Assert.Equal((OrderStatus.Cancelled, CancelReason.ParticipantTimeout), (next.State.Status, next.State.Reason));
        Assert.Equal("No reply from Payments within 30 s.", next.State.ReasonDetail);
    }

    [Fact]
    public void The_silence_of_a_participant_that_has_replied_does_not_count()
    {
        var (next, _) = New().StockReserved(At(1)).Review(At(31), new(TimeSpan.Zero, Timeout), Deadlines, mayResend: true);
        Assert.Equal(OrderStatus.Placed, next.State.Status);
    }

    [Fact]
    public void Until_silence_is_established_only_MaxPending_cancels()
    {
        var saga = New();
        var reviews = 0;
        while (saga.Status == OrderStatus.Placed)
        {
            reviews++;
            saga = saga.Review(saga.NextReviewAt, default, Deadlines, mayResend: true).Decision.State;
        }

        Assert.Equal((CancelReason.PendingTooLong, At(900)), (saga.Reason, saga.DecidedAt));
        Assert.Equal("No decision within 900 s.", saga.ReasonDetail);
        Assert.InRange(reviews, 20, 60);
    }

    [Fact]
    public void Once_silence_is_established_the_next_review_is_at_its_time_out()
    {
        var (next, _) = New().Review(At(40), new(TimeSpan.FromSeconds(22), TimeSpan.Zero), Deadlines, mayResend: true);
        Assert.Equal(At(46), next.State.NextResendAt);
        Assert.Equal(At(46), next.State.NextReviewAt);
        Assert.Equal(At(48), next.Review(At(46), new(TimeSpan.FromSeconds(28), TimeSpan.Zero), Deadlines, mayResend: true).Decision.State.NextReviewAt);
    }

    [Fact]
    public void After_the_pivot_no_deadline_cancels()
    {
        var (next, resend) = New().PaymentAuthorized(At(1)).StockReserved(At(2))
            .Review(At(100_000), new(Timeout, Timeout), Deadlines, mayResend: true);
        Assert.True(resend);
        Assert.Equal(OrderStatus.Confirmed, next.State.Status);
    }

    [Fact]
    public void Resends_back_off_but_reviews_come_no_later_than_the_deadline()
    {
        var saga = New();
        var reviews = new List<double>();
        while (saga.Status == OrderStatus.Placed)
        {
            reviews.Add((saga.NextReviewAt - Placed).TotalSeconds);
            saga = saga.Review(saga.NextReviewAt, new(saga.NextReviewAt - Placed, TimeSpan.Zero), Deadlines, mayResend: true).Decision.State;
        }

        Assert.Equal([3, 9, 21, 30], reviews);
        saga = New().PaymentAuthorized(At(0)).StockReserved(At(0)).State;
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var now = saga.NextReviewAt;
            saga = saga.Review(now, default, Deadlines, mayResend: true).Decision.State;
            waits.Add((saga.NextReviewAt - now).TotalSeconds);
        }

        Assert.Equal([6, 12, 24, 30, 30, 30], waits);
    }

    [Fact]
    public void A_review_soon_after_the_decision_first_waits_for_the_participants()
    {
        var confirmed = New().PaymentAuthorized(At(1)).StockReserved(At(2.5)).State;
        var (next, resend) = confirmed.Review(At(3), default, Deadlines, mayResend: true);
        Assert.False(resend);
        Assert.Equal(At(5.5), next.State.NextReviewAt);
        Assert.True(next.Review(At(5.5), default, Deadlines, mayResend: true).Resend);
    }

    [Fact]
    public void A_decision_brings_the_next_review_forward()
    {
        var saga = New();
        for (var i = 0; i < 3; i++)
        {
            saga = saga.Review(saga.NextReviewAt, default, new(TimeSpan.FromDays(1), TimeSpan.FromDays(2)), mayResend: true).Decision.State;
        }

        Assert.Equal(At(24), saga.CancelByUser(At(21)).State.NextReviewAt);
    }

    [Fact]
    public void An_order_over_the_resend_limit_waits_for_its_next_review()
    {
        var (next, resend) = New().Review(At(3), default, Deadlines, mayResend: false);
        Assert.False(resend);
        Assert.Null(next.State.ResentAt);
        Assert.Equal(At(9), next.State.NextReviewAt);
        Assert.Equal(At(9), next.Review(At(9), default, Deadlines, mayResend: true).Decision.State.ResentAt);
    }

    [Fact]
    public void Steps_report_the_outcome_of_each()
    {
        var declined = New().PaymentDeclined("no", At(1)).PaymentVoided(At(2)).StockReleased(At(3)).State;
        Assert.Equal(
            ["PaymentAuthorization Failed", "StockReservation Skipped", "Cancellation Succeeded", "PaymentVoid Succeeded", "StockRelease Succeeded"],
            SagaSteps.Of(declined).Select(step => $"{step.Name} {step.Status}"));
        Assert.Equal(
            ["PaymentAuthorization Succeeded", "StockReservation Pending", "Confirmation Pending", "PaymentCapture Pending", "StockCommit Pending"],
            SagaSteps.Of(New().PaymentAuthorized(At(1)).State).Select(step => $"{step.Name} {step.Status}"));
    }

    static Saga New() => Saga.Begin(Guid.Parse("00000000-0000-7000-8000-000000000001"), Placed);

    static DateTime At(double seconds) => Placed.AddSeconds(seconds);
}
