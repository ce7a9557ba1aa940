using DbPerService.Messaging;
using DbPerService.Orders.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace DbPerService.Tests.Unit.Services;

/// <summary>Invariants of a saga under any sequence of events.</summary>
public sealed class SagaProperties
{
    static readonly DateTime Placed = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly SagaDeadlines Deadlines = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    public enum SagaEvent
    {
        Authorized,
        Declined,
        Reserved,
        Rejected,
        Captured,
        Voided,
        Committed,
        Released,
        CancelledByUser,
        Reviewed,
        ReviewedInSilence,
        ReviewedUnderLoad,
    }

    public sealed record Turn(SagaEvent What, byte Seconds);

    [Fact]
    public void A_decision_is_final() => Holds(change =>
        change.Before.Status == OrderStatus.Placed
        || (change.After.Status, change.After.Reason, change.After.ReasonDetail, change.After.DecidedAt) == (change.Before.Status, change.Before.Reason, change.Before.ReasonDetail, change.Before.DecidedAt));

    [Fact]
    public void An_order_is_confirmed_only_when_both_agreed_and_cancelled_only_with_a_reason() => Holds(change => change.After.Status switch
    {
        OrderStatus.Placed => change.After is { DecidedAt: null, Reason: null },
        OrderStatus.Confirmed => change.After is { PaymentAgreed: true, StockAgreed: true, Reason: null, DecidedAt: not null },
        _ => change.After is { Reason: not null, DecidedAt: not null },
    });

    [Fact]
    public void A_saga_is_finished_exactly_when_both_participants_have_settled() => Holds(change =>
        (change.After.FinishedAt is not null) == (change.After.PaymentSettledAt is not null && change.After.StockSettledAt is not null)
        && (change.After.FinishedAt is null || change.After.Status != OrderStatus.Placed)
        && (change.Before.FinishedAt is null || change.Before.FinishedAt == change.After.FinishedAt));

    [Fact]
    public void A_message_that_contradicts_the_decision_breaks_a_rule_and_changes_nothing() => Holds(change =>
        change.Broken == (change.What switch
        {
            SagaEvent.Captured or SagaEvent.Committed => change.Before.Status != OrderStatus.Confirmed,
            SagaEvent.Voided or SagaEvent.Released => change.Before.Status != OrderStatus.Cancelled,
            _ => false,
        }) && (!change.Broken || ReferenceEquals(change.Before, change.After)));

    [Fact]
    public void Without_established_silence_only_MaxPending_cancels() => Holds(change =>
        change.What is not (SagaEvent.Reviewed or SagaEvent.ReviewedUnderLoad) || change.Before.Status == change.After.Status
        || change.After.Reason == CancelReason.PendingTooLong && change.After.DecidedAt >= Placed + Deadlines.MaxPending);

    [Fact]
    public void A_review_schedules_the_next_one_within_a_minute() => Holds(change =>
        change.What is not (SagaEvent.Reviewed or SagaEvent.ReviewedUnderLoad) || change.Before.Status != change.After.Status
        || change.After.NextReviewAt - change.Now is { } wait && wait > TimeSpan.Zero && wait <= TimeSpan.FromMinutes(1));

    [Fact]
    public void A_repeated_message_changes_nothing() => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        var saga = History(history).Last();
        return history.Where(turn => turn.What < SagaEvent.Reviewed).All(turn =>
        {
            try
            {
                var once = Apply(saga, turn.What, Placed.AddHours(1)).State;
                return Apply(once, turn.What, Placed.AddHours(2)) is { Event: null } again && ReferenceEquals(once, again.State);
            }
            catch (PermanentFailureException)
            {
                return true;
            }
        });
    }));

    [Fact]
    public void From_any_state_replying_participants_finish_the_saga() => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        var saga = History(history).Last();
        var now = Placed.AddHours(1);
        saga = saga.PaymentAuthorized(now).StockReserved(now).State;
        saga = saga.Status == OrderStatus.Confirmed
            ? saga.PaymentCaptured(now).StockCommitted(now).State
            : saga.PaymentVoided(now).StockReleased(now).State;
        return saga.FinishedAt is not null;
    }));

    [Fact]
    public void Recorded_times_never_go_backwards_however_much_clocks_differ() => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        var (saga, latest) = (New(), Placed);
        foreach (var turn in history)
        {
            var after = Try(saga, turn.What, Placed.AddSeconds(turn.Seconds - 128)).After;
            DateTime[] recorded = [.. Recorded(after).Except(Recorded(saga))];
            if (recorded.Any(at => at < latest))
            {
                return false;
            }

            (saga, latest) = (after, recorded.Append(latest).Max());
        }

        return true;

        static IEnumerable<DateTime> Recorded(Saga saga) => new[]
        {
            saga.PaymentAnsweredAt, saga.StockAnsweredAt, saga.DecidedAt, saga.PaymentSettledAt, saga.StockSettledAt, saga.FinishedAt,
        }.OfType<DateTime>();
    }));

    /// <summary>Checks each step of many histories.</summary>
    static void Holds(Func<Change, bool> rule) => Check.One(Thorough, Prop.ForAll(Histories(), history =>
    {
        var (saga, now) = (New(), Placed);
        foreach (var turn in history)
        {
            now = now.AddSeconds(turn.Seconds);
            var (after, broken) = Try(saga, turn.What, now);
            if (!rule(new(saga, after, turn.What, broken, now)))
            {
                return false;
            }

            saga = after;
        }

        return true;
    }));

    sealed record Change(Saga Before, Saga After, SagaEvent What, bool Broken, DateTime Now);

    static IEnumerable<Saga> History(Turn[] history)
    {
        var (saga, now) = (New(), Placed);
        yield return saga;
        foreach (var turn in history)
        {
            now = now.AddSeconds(turn.Seconds);
            yield return saga = Try(saga, turn.What, now).After;
        }
    }

    static (Saga After, bool Broken) Try(Saga saga, SagaEvent what, DateTime now)
    {
        try
        {
            return (Apply(saga, what, now).State, false);
        }
        catch (PermanentFailureException)
        {
            return (saga, true);
        }
    }

    static Decision<Saga> Apply(Saga saga, SagaEvent what, DateTime now) => what switch
    {
        SagaEvent.Authorized => saga.PaymentAuthorized(now),
        SagaEvent.Declined => saga.PaymentDeclined("card_declined", now),
        SagaEvent.Reserved => saga.StockReserved(now),
        SagaEvent.Rejected => saga.StockRejected("short", now),
        SagaEvent.Captured => saga.PaymentCaptured(now),
        SagaEvent.Voided => saga.PaymentVoided(now),
        SagaEvent.Committed => saga.StockCommitted(now),
        SagaEvent.Released => saga.StockReleased(now),
        SagaEvent.CancelledByUser => saga.CancelByUser(now),
        SagaEvent.Reviewed => saga.Review(now, default, Deadlines, mayResend: true).Decision,
        SagaEvent.ReviewedUnderLoad => saga.Review(now, default, Deadlines, mayResend: false).Decision,
        _ => saga.Review(now, new(now - Placed, now - Placed), Deadlines, mayResend: true).Decision,
    };

    static Arbitrary<Turn[]> Histories() => ArbMap.Default.ArbFor<Turn[]>();

    static Saga New() => Saga.Begin(Guid.Parse("00000000-0000-7000-8000-000000000001"), Placed);
}
