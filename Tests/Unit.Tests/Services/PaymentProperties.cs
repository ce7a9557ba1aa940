using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace DbPerService.Tests.Unit.Services;

/// <summary>Invariants of a payment under any sequence of requests.</summary>
public sealed class PaymentProperties
{
    static readonly Guid OrderId = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    public enum Request
    {
        Authorize,
        Complete,
        Postpone,
        Capture,
        Void,
    }

    /// <summary>The request, and how the processor would answer.</summary>
    public sealed record Turn(Request What, Answer Answer);

    public enum Answer
    {
        Approved,
        Declined,
        Later,
    }

    [Fact]
    public void A_payment_is_captured_at_most_once_and_only_while_authorized() => Holds((before, after) =>
        after.Attempts.Count(attempt => attempt.Operation == PaymentOperation.Capture) <= 1
        && (after.Status != PaymentStatus.Captured || before?.Status is PaymentStatus.Authorized or PaymentStatus.Captured));

    [Fact]
    public void Declined_captured_and_voided_payments_never_change() => Holds((before, after) =>
        before?.Status is not (PaymentStatus.Declined or PaymentStatus.Captured or PaymentStatus.Voided) || ReferenceEquals(before, after));

    [Fact]
    public void The_payment_id_is_always_derived_from_the_order_id() => Holds((_, after) => after.PaymentId == PaymentIds.Of(OrderId));

    [Fact]
    public void The_token_is_kept_only_until_the_processor_has_answered() => Holds((_, after) =>
        (after.Token is not null) == (after.Status == PaymentStatus.Pending)
        && (after.DueAt is not null) == (after.Status == PaymentStatus.Pending));

    [Fact]
    public void The_processor_is_not_called_again_once_it_has_answered() => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        var processor = new Processor();
        Payment? payment = null;
        foreach (var turn in history)
        {
            var (calls, settled) = (processor.Calls, payment is not null && payment.Status != PaymentStatus.Pending);
            payment = Apply(payment, turn, processor);
            if (settled && processor.Calls != calls)
            {
                return false;
            }
        }

        return true;
    }));

    static void Holds(Func<Payment?, Payment, bool> rule) => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        Payment? payment = null;
        foreach (var turn in history)
        {
            var after = Apply(payment, turn, new Processor());
            if (after is not null && !rule(payment, after))
            {
                return false;
            }

            payment = after;
        }

        return true;
    }));

    static Payment? Apply(Payment? payment, Turn turn, Processor processor)
    {
        processor.Next = turn.Answer;
        try
        {
            return turn.What switch
            {
                Request.Authorize => PaymentRules.Authorize(
                    payment, new OrderPlaced(OrderId, "ALFKI", "EUR", 12.50m, "tok", []), order => order.PaymentToken, processor, null, Noon).State,
                Request.Capture => PaymentRules.Capture(payment, new OrderConfirmed(OrderId), Noon).State,
                Request.Void => PaymentRules.Void(payment, new OrderCancelled(OrderId, "CancelledByUser"), Noon).State,
                // Only pending payments are loaded for these.
                Request.Complete when payment?.Status == PaymentStatus.Pending => PaymentRules.Complete(payment, processor, Noon).State,
                Request.Postpone when payment?.Status == PaymentStatus.Pending => PaymentRules.Postpone(payment, Noon),
                _ => payment,
            };
        }
        catch (PermanentFailureException)
        {
            return payment;
        }
    }

    static Arbitrary<Turn[]> Histories() => ArbMap.Default.ArbFor<Turn[]>();

    sealed class Processor : IPaymentProcessor
    {
        public Answer Next { get; set; }

        public int Calls { get; private set; }

        public ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency) => Reply();

        public ProcessorAnswer Complete(Guid paymentId, string token) => Reply();

        ProcessorAnswer Reply()
        {
            Calls++;
            return Next switch
            {
                Answer.Approved => new ProcessorAnswer.Approved(),
                Answer.Declined => new ProcessorAnswer.Declined("card_declined"),
                _ => new ProcessorAnswer.Later(TimeSpan.FromSeconds(3)),
            };
        }
    }
}
