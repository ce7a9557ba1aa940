using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Orders.Domain;

/// <summary>
/// The progress of an order. Every method is a pure decision: from the previous state and what happened follow the next state and, if
/// <see cref="Status"/> changes, the event for the participants. The pivot is <see cref="OrderStatus.Confirmed"/>: before it the order
/// can be cancelled, after it only moves forward. Repeated and late replies never change a decision.
/// </summary>
sealed record Saga(Guid OrderId, DateTime PlacedAt)
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Between two reviews of an order whose deadline has passed while no silence is established.
    static readonly TimeSpan ShortestRecheck = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRecheck = TimeSpan.FromSeconds(30);

    public OrderStatus Status { get; init; }

    public CancelReason? Reason { get; init; }

    public string? ReasonDetail { get; init; }

    /// <summary>Null until Payments has replied.</summary>
    public bool? PaymentAgreed { get; init; }

    public DateTime? PaymentAnsweredAt { get; init; }

    /// <summary>Null until Inventory has replied.</summary>
    public bool? StockAgreed { get; init; }

    public DateTime? StockAnsweredAt { get; init; }

    /// <summary>When the order was confirmed or cancelled.</summary>
    public DateTime? DecidedAt { get; init; }

    /// <summary>When Payments acknowledged capture or void.</summary>
    public DateTime? PaymentSettledAt { get; init; }

    /// <summary>When Inventory acknowledged commit or release.</summary>
    public DateTime? StockSettledAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    /// <summary>When the order is reviewed, if it is not finished by then.</summary>
    public DateTime NextReviewAt { get; init; }

    /// <summary>When the last event is due to be resent. A review may come earlier.</summary>
    public DateTime NextResendAt { get; init; }

    /// <summary>How often a resend was due since the last decision.</summary>
    public int Resends { get; init; }

    /// <summary>When the order was sent to the participants: in the transaction that stored it.</summary>
    public DateTime SentAt { get; init; } = PlacedAt;

    /// <summary>When the last event was last resent; null if never.</summary>
    public DateTime? ResentAt { get; init; }

    public static Saga Begin(Guid orderId, DateTime now) =>
        new(orderId, now) { NextReviewAt = now + FirstWait, NextResendAt = now + FirstWait };

    public Decision<Saga> PaymentAuthorized(DateTime now) => PaymentAnsweredAt is null
        ? (this with { PaymentAgreed = true, PaymentAnsweredAt = Recorded(now) }).ConfirmOnceAgreed(now)
        : new(this);

    public Decision<Saga> PaymentDeclined(string why, DateTime now) => PaymentAnsweredAt is null
        ? (this with { PaymentAgreed = false, PaymentAnsweredAt = Recorded(now) }).Cancel(CancelReason.PaymentDeclined, why, now)
        : new(this);

    public Decision<Saga> StockReserved(DateTime now) => StockAnsweredAt is null
        ? (this with { StockAgreed = true, StockAnsweredAt = Recorded(now) }).ConfirmOnceAgreed(now)
        : new(this);

    public Decision<Saga> StockRejected(string why, DateTime now) => StockAnsweredAt is null
        ? (this with { StockAgreed = false, StockAnsweredAt = Recorded(now) }).Cancel(CancelReason.StockRejected, why, now)
        : new(this);

    public Decision<Saga> PaymentCaptured(DateTime now) => SettlePayment(OrderStatus.Confirmed, "captured", now);

    public Decision<Saga> PaymentVoided(DateTime now) => SettlePayment(OrderStatus.Cancelled, "voided", now);

    public Decision<Saga> StockCommitted(DateTime now) => SettleStock(OrderStatus.Confirmed, "committed", now);

    public Decision<Saga> StockReleased(DateTime now) => SettleStock(OrderStatus.Cancelled, "released", now);

    /// <summary>Cancels before the pivot. A confirmed order stays confirmed.</summary>
    public Decision<Saga> CancelByUser(DateTime now) => Cancel(CancelReason.CancelledByUser, null, now);

    /// <summary>
    /// Reviews an order that is due: cancels it if a participant that could have replied was silent for too long, or if it has waited for
    /// the longest time allowed; otherwise resends its last event, at growing intervals. An order whose event must not be sent now, because
    /// resends yield to regular work, waits for its next turn all the same.
    /// </summary>
    public (Decision<Saga> Decision, bool Resend) Review(DateTime now, Silences silences, SagaDeadlines deadlines, bool mayResend)
    {
        if (Status == OrderStatus.Placed && now >= PlacedAt + deadlines.MaxPending)
        {
            return (Cancel(CancelReason.PendingTooLong, $"No decision within {Seconds(deadlines.MaxPending)} s.", now), false);
        }

        var silence = LongestOf(silences);
        if (Status == OrderStatus.Placed && silence >= deadlines.ParticipantTimeout)
        {
            return (Cancel(CancelReason.ParticipantTimeout, Describe(silences, deadlines.ParticipantTimeout), now), false);
        }

        // A decision does not change the time of the next review, which saves an index update, so a review may come early.
        var isDue = now >= NextResendAt;
        var resend = isDue && mayResend;
        var next = !isDue ? this : this with
        {
            Resends = Resends + 1,
            NextResendAt = now + WaitAfter(Resends + 1),
            ResentAt = resend ? now : ResentAt,
        };
        return (new(next with { NextReviewAt = Min(next.NextResendAt, NextDeadline(now, silence, deadlines)) }), resend);
    }

    /// <summary>When an undecided order might have to be cancelled, as far as is known now.</summary>
    DateTime NextDeadline(DateTime now, TimeSpan silence, SagaDeadlines deadlines)
    {
        if (Status != OrderStatus.Placed)
        {
            return DateTime.MaxValue;
        }

        // A silence that is not established yet may turn out to be long. The longer the order has waited, the less a delay matters, and
        // the fewer reviews a backlog costs.
        var recheck = Clamp((now - PlacedAt) / 4, ShortestRecheck, LongestRecheck);
        var timeout = silence > TimeSpan.Zero
            ? now + (deadlines.ParticipantTimeout - silence)
            : Max(PlacedAt + deadlines.ParticipantTimeout, now + recheck);
        return Min(timeout, PlacedAt + deadlines.MaxPending);
    }

    TimeSpan LongestOf(Silences silences)
    {
        var payments = PaymentAnsweredAt is null ? silences.Payments : TimeSpan.Zero;
        var inventory = StockAnsweredAt is null ? silences.Inventory : TimeSpan.Zero;
        return payments > inventory ? payments : inventory;
    }

    Decision<Saga> ConfirmOnceAgreed(DateTime now) => Status == OrderStatus.Placed && PaymentAgreed == true && StockAgreed == true
        ? new(Decide(OrderStatus.Confirmed, now), new OrderConfirmed(OrderId))
        : new(this);

    Decision<Saga> Cancel(CancelReason reason, string? detail, DateTime now) => Status == OrderStatus.Placed
        ? new(
            Decide(OrderStatus.Cancelled, now) with { Reason = reason, ReasonDetail = detail },
            new OrderCancelled(OrderId, reason.ToString()))
        : new(this);

    Saga Decide(OrderStatus status, DateTime now) =>
        this with
        {
            Status = status,
            DecidedAt = Recorded(now),
            Resends = 0,
            ResentAt = null,
            NextResendAt = now + FirstWait,
            NextReviewAt = Min(NextReviewAt, now + FirstWait),
        };

    Decision<Saga> SettlePayment(OrderStatus demanded, string what, DateTime now)
    {
        Demand(demanded, $"its payment was {what}");
        return new(PaymentSettledAt is null ? (this with { PaymentSettledAt = Recorded(now) }).FinishOnceSettled(now) : this);
    }

    Decision<Saga> SettleStock(OrderStatus demanded, string what, DateTime now)
    {
        Demand(demanded, $"its stock was {what}");
        return new(StockSettledAt is null ? (this with { StockSettledAt = Recorded(now) }).FinishOnceSettled(now) : this);
    }

    void Demand(OrderStatus demanded, string what)
    {
        if (Status != demanded)
        {
            throw new PermanentFailureException($"Order {OrderId} is {Status}, but {what}.");
        }
    }

    Saga FinishOnceSettled(DateTime now) =>
        PaymentSettledAt is not null && StockSettledAt is not null ? this with { FinishedAt = Recorded(now) } : this;

    /// <summary>The clocks of two instances differ by milliseconds; the times of an order never go backwards.</summary>
    DateTime Recorded(DateTime now)
    {
        ReadOnlySpan<DateTime?> earlier = [PlacedAt, PaymentAnsweredAt, StockAnsweredAt, DecidedAt, PaymentSettledAt, StockSettledAt];
        foreach (var at in earlier)
        {
            now = Max(now, at ?? now);
        }

        return now;
    }

    string Describe(Silences silences, TimeSpan timeout)
    {
        var payments = PaymentAnsweredAt is null && silences.Payments >= timeout;
        var inventory = StockAnsweredAt is null && silences.Inventory >= timeout;
        var silent = payments && inventory ? "Payments and Inventory" : payments ? "Payments" : "Inventory";
        return $"No reply from {silent} within {Seconds(timeout)} s.";
    }

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

    static TimeSpan WaitAfter(int resends) => Clamp(FirstWait * Math.Pow(2, Math.Min(resends, 10)), FirstWait, LongestWait);

    static TimeSpan Clamp(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;

    static DateTime Min(DateTime a, DateTime b) => a < b ? a : b;

    static DateTime Max(DateTime a, DateTime b) => a > b ? a : b;
}
