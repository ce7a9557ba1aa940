using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Judge;

internal static class ChaosInvariants
{
    public static IEnumerable<Verdict> Check(ChaosEvidence evidence)
    {
        yield return Verdict.Of("every order placed was accepted", NotAccepted(evidence));
        yield return Verdict.Of(
            Invariant($"everything is final within {evidence.SettleLimit.TotalSeconds:0} s of the last fault"), NotSettled(evidence));
        yield return Verdict.Of("money moves once: a payment is authorized once, then captured or voided once",
            evidence.Run.Payments.Select(MovedTwice).OfType<string>());
        yield return OutcomeInvariants.Check(evidence.Deliveries);
        yield return Verdict.Of("every subscriber applies the events of a key in their owner's order", OutOfOrder(evidence.Deliveries, evidence.BrokerLosses));
        if (evidence.BrokerLosses.Count == 0)
        {
            yield return Verdict.Of("every subscriber applies every event", NeverApplied(evidence.Deliveries));
        }

        yield return Verdict.Of("no event of the run is a dead letter",
            evidence.DeadLetters.Select(x => $"{x.Service}: {x.Letter.Type} of {x.Letter.Topic}/{x.Letter.Key}: {x.Letter.Reason}"));
    }

    static IEnumerable<string> NotAccepted(ChaosEvidence evidence)
    {
        if (evidence.Run.Unanswered > 0)
        {
            yield return Invariant($"{evidence.Run.Unanswered} requests were given up without an answer");
        }

        if (evidence.Refused > 0)
        {
            yield return Invariant($"{evidence.Refused} requests were refused");
        }
    }

    static IEnumerable<string> NotSettled(ChaosEvidence evidence)
    {
        if (evidence.SettledAfter is null)
        {
            yield return "orders were unfinished to the end";
        }
        else if (evidence.SettledAfter > evidence.SettleLimit)
        {
            yield return Invariant($"it took {evidence.SettledAfter.Value.TotalSeconds:0.0} s");
        }
    }

    static string? MovedTwice(Payment payment)
    {
        var moves = payment.Attempts
            .Where(x => x is not { Operation: PaymentAttempt.Authorize, Outcome: PaymentAttempt.Pending })
            .Select(x => $"{x.Operation} {x.Outcome}")
            .ToList();
        // A void without an authorization: the order was cancelled before Payments knew of it. One that is still pending counts as none.
        return string.Join(", ", moves) switch
        {
            "Authorize Authorized" or "Authorize Declined" or "Void Voided" => null,
            "Authorize Authorized, Capture Captured" or "Authorize Authorized, Void Voided" => null,
            "" when payment.Attempts.Count > 0 => null,
            var sequence => $"order {payment.OrderId}: {sequence}"
        };
    }

    // What one transaction applies is one batch, whose order is nowhere recorded.
    static IEnumerable<string> OutOfOrder(Deliveries deliveries, IReadOnlyList<DateTime> losses)
    {
        foreach (var key in deliveries.Applied.GroupBy(x => (x.Subscriber, x.Event.Topic, x.Event.Key)))
        {
            PublishedEvent? newest = null;
            foreach (var batch in key.GroupBy(x => x.Transaction, x => x.Event).OrderBy(x => x.Key))
            {
                if (batch.MinBy(x => x.Position) is { } late && late.Position < newest?.Position && !losses.Any(loss => late.CommittedAt < loss && newest.CommittedAt > loss))
                {
                    yield return $"{key.Key.Subscriber} applied {late.Type} {late.Id} of {late.Topic}/{late.Key} after {newest.Type} {newest.Id}";
                }

                newest = batch.Append(newest).MaxBy(x => x?.Position);
            }
        }
    }

    public static IEnumerable<string> NeverApplied(Deliveries deliveries)
    {
        // Who subscribes is what the run has shown: whoever applied one event of a topic applies all.
        var applied = deliveries.Applied.Select(x => (x.Subscriber, x.Event.Id)).ToHashSet();
        return from edge in deliveries.Applied.Select(x => (x.Subscriber, x.Event.Topic, x.Event.Type)).Distinct()
               from @event in deliveries.Published
               where @event.Topic == edge.Topic && @event.Type == edge.Type && !applied.Contains((edge.Subscriber, @event.Id))
               select $"{edge.Subscriber} never applied {@event.Type} {@event.Id} of {@event.Topic}/{@event.Key}";
    }
}
