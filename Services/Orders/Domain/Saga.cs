using DbPerService.Messaging;

namespace DbPerService.Orders.Domain;

/// <summary>
/// How far an order has come. Every method is a pure decision: what was before and what happened give what is now, and a change of
/// <see cref="Status"/> is what the participants are told about. The pivot is <see cref="OrderStatus.Confirmed"/>: before it the order
/// can be cancelled, after it only forward. What repeats or comes too late changes nothing that was decided.
/// </summary>
internal sealed record Saga(Guid OrderId, DateTime PlacedAt)
{
    static readonly TimeSpan FirstNudge = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LongestNudge = TimeSpan.FromSeconds(60);

    public OrderStatus Status { get; init; }

    public CancelReason? Reason { get; init; }

    public string? ReasonDetail { get; init; }

    /// <summary>Null until Payments has answered.</summary>
    public bool? PaymentAgreed { get; init; }

    public DateTime? PaymentAnsweredAt { get; init; }

    /// <summary>Null until Inventory has answered.</summary>
    public bool? StockAgreed { get; init; }

    public DateTime? StockAnsweredAt { get; init; }

    /// <summary>When the order was confirmed or cancelled.</summary>
    public DateTime? DecidedAt { get; init; }

    /// <summary>When Payments acknowledged capture or void.</summary>
    public DateTime? PaymentSettledAt { get; init; }

    /// <summary>When Inventory acknowledged commit or release.</summary>
    public DateTime? StockSettledAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    /// <summary>When the keeper looks at the order again, should it not be finished by then.</summary>
    public DateTime NextNudgeAt { get; init; }

    /// <summary>How often the keeper has looked since the last decision.</summary>
    public int Nudges { get; init; }

    public static Saga Begin(Guid orderId, DateTime now, TimeSpan participantTimeout) =>
        new(orderId, now) { NextNudgeAt = now + Min(FirstNudge, participantTimeout) };

    public Saga PaymentAuthorized(DateTime now) => PaymentAnsweredAt is null
        ? (this with { PaymentAgreed = true, PaymentAnsweredAt = now }).ConfirmOnceAgreed(now)
        : this;

    public Saga PaymentDeclined(string why, DateTime now) => PaymentAnsweredAt is null
        ? (this with { PaymentAgreed = false, PaymentAnsweredAt = now }).Cancel(CancelReason.PaymentDeclined, why, now)
        : this;

    public Saga StockReserved(DateTime now) => StockAnsweredAt is null
        ? (this with { StockAgreed = true, StockAnsweredAt = now }).ConfirmOnceAgreed(now)
        : this;

    public Saga StockRejected(string why, DateTime now) => StockAnsweredAt is null
        ? (this with { StockAgreed = false, StockAnsweredAt = now }).Cancel(CancelReason.StockRejected, why, now)
        : this;

    public Saga PaymentCaptured(DateTime now) => SettlePayment(OrderStatus.Confirmed, "captured", now);

    public Saga PaymentVoided(DateTime now) => SettlePayment(OrderStatus.Cancelled, "voided", now);

    public Saga StockCommitted(DateTime now) => SettleStock(OrderStatus.Confirmed, "committed", now);

    public Saga StockReleased(DateTime now) => SettleStock(OrderStatus.Cancelled, "released", now);

    /// <summary>Cancels before the pivot. A confirmed order stays confirmed.</summary>
    public Saga CancelByUser(DateTime now) => Cancel(CancelReason.CancelledByUser, null, now);

    /// <summary>
    /// What to do about an order that is due: cancel it when a participant has been silent for too long, else ask again, less and less
    /// often. An order that is not to be asked about now, because there is work to do, waits for its next turn all the same.
    /// </summary>
    public (Saga Next, bool AskAgain) Review(DateTime now, TimeSpan participantTimeout, bool mayAsk)
    {
        var deadline = Status == OrderStatus.Placed ? PlacedAt + participantTimeout : DateTime.MaxValue;
        if (now >= deadline)
        {
            return (Cancel(CancelReason.ParticipantTimeout, Silent(participantTimeout), now), false);
        }

        // A decision leaves the time of the next look alone, to spare an index update, so the look may come early.
        var firstLook = (DecidedAt ?? PlacedAt) + FirstNudge;
        if (Nudges == 0 && now < firstLook)
        {
            return (this with { NextNudgeAt = Min(firstLook, deadline) }, false);
        }

        var wait = Min(FirstNudge * Math.Pow(2, Math.Min(Nudges + 1, 10)), LongestNudge);
        return (this with { Nudges = Nudges + 1, NextNudgeAt = Min(now + wait, deadline) }, mayAsk);
    }

    Saga ConfirmOnceAgreed(DateTime now) =>
        Status == OrderStatus.Placed && PaymentAgreed == true && StockAgreed == true ? Decide(OrderStatus.Confirmed, now) : this;

    Saga Cancel(CancelReason reason, string? detail, DateTime now) => Status == OrderStatus.Placed
        ? Decide(OrderStatus.Cancelled, now) with { Reason = reason, ReasonDetail = detail }
        : this;

    Saga Decide(OrderStatus status, DateTime now) =>
        this with { Status = status, DecidedAt = now, Nudges = 0, NextNudgeAt = Min(NextNudgeAt, now + FirstNudge) };

    Saga SettlePayment(OrderStatus demanded, string what, DateTime now)
    {
        Demand(demanded, $"its payment was {what}");
        return PaymentSettledAt is null ? (this with { PaymentSettledAt = now }).FinishOnceSettled(now) : this;
    }

    Saga SettleStock(OrderStatus demanded, string what, DateTime now)
    {
        Demand(demanded, $"its stock was {what}");
        return StockSettledAt is null ? (this with { StockSettledAt = now }).FinishOnceSettled(now) : this;
    }

    void Demand(OrderStatus demanded, string what)
    {
        if (Status != demanded)
        {
            throw new PermanentFailureException($"Order {OrderId} is {Status}, but {what}.");
        }
    }

    Saga FinishOnceSettled(DateTime now) =>
        PaymentSettledAt is not null && StockSettledAt is not null ? this with { FinishedAt = now } : this;

    string Silent(TimeSpan timeout)
    {
        var silent = (PaymentAnsweredAt, StockAnsweredAt) switch
        {
            (null, null) => "Payments and Inventory",
            (null, _) => "Payments",
            _ => "Inventory",
        };
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"No answer from {silent} within {timeout.TotalSeconds} s.");
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    static DateTime Min(DateTime a, DateTime b) => a < b ? a : b;
}
