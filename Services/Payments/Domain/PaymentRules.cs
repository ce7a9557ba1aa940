using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Payments.Domain;

/// <summary>
/// The decisions about a payment. A repeated request publishes the same reply, and an unchanged payment stays the same object. There is no
/// reply while the processor has not answered.
/// </summary>
static class PaymentRules
{
    // ISO 4217: no currency is involved.
    const string NoCurrency = "XXX";

    const string UnreadableToken = "unreadable_token";

    static readonly TimeSpan ShortestPostponement = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPostponement = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Calls the processor. A token that cannot be opened, for which <paramref name="openToken"/> returns null, declines the payment: no
    /// retry would help, and the order can be finished.
    /// </summary>
    public static Decision<Payment> Authorize(
        Payment? payment, OrderPlaced order, Func<OrderPlaced, string?> openToken, IPaymentProcessor processor, string? traceParent,
        DateTime now)
    {
        if (payment is not null)
        {
            return new(payment, AnswerOf(payment));
        }

        if (order.Total <= 0 || !Currency.Holds(order.Currency, order.Total))
        {
            throw new PermanentFailureException($"Order {order.OrderId} has the invalid total {order.Total} {order.Currency}.");
        }

        var asked = new Payment(order.OrderId, PaymentIds.Of(order.OrderId), order.Total, order.Currency, now)
        {
            Token = openToken(order),
            TraceParent = traceParent,
        };
        var answer = asked.Token is null
            ? new ProcessorAnswer.Declined(UnreadableToken)
            : processor.Authorize(asked.PaymentId, asked.Token, asked.Amount, asked.Currency);
        return Answered(asked, answer, now);
    }

    /// <summary>Fetches the late answer to a pending payment.</summary>
    public static Decision<Payment> Complete(Payment pending, IPaymentProcessor processor, DateTime now) =>
        Answered(pending, processor.Complete(pending.PaymentId, pending.Token!), now);

    /// <summary>
    /// Postpones a late answer that could not be fetched, by as long as the payment has been pending, so each delay is twice as long.
    /// </summary>
    public static Payment Postpone(Payment pending, DateTime now)
    {
        var age = now - pending.UpdatedAt;
        var wait = age < ShortestPostponement ? ShortestPostponement : age > LongestPostponement ? LongestPostponement : age;
        return pending with { DueAt = now + wait };
    }

    public static Decision<Payment> Capture(Payment? payment, OrderConfirmed order, DateTime now) => payment?.Status switch
    {
        PaymentStatus.Authorized => Answered(payment.After(PaymentOperation.Capture, PaymentStatus.Captured, now)),
        PaymentStatus.Captured => Answered(payment),
        null => throw new PermanentFailureException($"Order {order.OrderId} is confirmed, but it has no payment."),
        _ => throw new PermanentFailureException($"Order {order.OrderId} is confirmed, but its payment is {payment.Status}."),
    };

    /// <summary>Voids the payment of a cancelled order.</summary>
    public static Decision<Payment> Void(Payment? payment, OrderCancelled order, DateTime now) => Void(payment, order.OrderId, now);

    /// <summary>
    /// Voids the payment. An unknown order gets a voided payment, so that its OrderPlaced, if it comes late, moves no money. A declined
    /// payment stays declined: there is nothing to undo, and Orders gets the same reply.
    /// </summary>
    public static Decision<Payment> Void(Payment? payment, Guid orderId, DateTime now) => payment?.Status switch
    {
        null => Voided(new Payment(orderId, PaymentIds.Of(orderId), 0, NoCurrency, now)
            .After(PaymentOperation.Void, PaymentStatus.Voided, now)),
        PaymentStatus.Pending or PaymentStatus.Authorized =>
            Voided(Settled(payment.After(PaymentOperation.Void, PaymentStatus.Voided, now))),
        PaymentStatus.Declined or PaymentStatus.Voided => Voided(payment),
        _ => throw new PermanentFailureException($"Order {orderId} is cancelled, but its payment is {payment.Status}."),
    };

    static Decision<Payment> Answered(Payment payment, ProcessorAnswer answer, DateTime now) => answer switch
    {
        ProcessorAnswer.Approved => Answered(Settled(payment.After(PaymentOperation.Authorize, PaymentStatus.Authorized, now))),
        ProcessorAnswer.Declined declined => Answered(
            Settled(payment.After(PaymentOperation.Authorize, PaymentStatus.Declined, now)) with { Reason = declined.Reason }),
        ProcessorAnswer.Later later when payment.DueAt is not null => new(payment with { DueAt = now + later.After }),
        ProcessorAnswer.Later later => Answered(
            payment.After(PaymentOperation.Authorize, PaymentStatus.Pending, now) with { DueAt = now + later.After }),
        _ => throw new InvalidOperationException($"Unknown answer {answer.GetType()}."),
    };

    static Payment Settled(Payment payment) => payment with { Token = null, DueAt = null, TraceParent = null };

    static Decision<Payment> Answered(Payment payment) => new(payment, AnswerOf(payment));

    static Decision<Payment> Voided(Payment payment) => new(payment, new PaymentVoided(payment.OrderId, payment.PaymentId));

    static IEvent? AnswerOf(Payment payment) => payment.Status switch
    {
        PaymentStatus.Authorized => new PaymentAuthorized(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency),
        PaymentStatus.Declined => new PaymentDeclined(payment.OrderId, payment.PaymentId, payment.Reason ?? ""),
        PaymentStatus.Captured => new PaymentCaptured(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency),
        PaymentStatus.Voided => new PaymentVoided(payment.OrderId, payment.PaymentId),
        _ => null,
    };
}
