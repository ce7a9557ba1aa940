using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Checks;

static class ChaosInvariants
{
    public static IEnumerable<Verdict> Check(ChaosEvidence evidence)
    {
        yield return Verdict.Of("every order placed was accepted", NotAccepted(evidence));
        yield return Verdict.Of(
            Invariant($"everything is final within {evidence.SettleLimit.TotalSeconds:0} s of the last fault"), NotSettled(evidence));
        yield return Verdict.Of("money moves once: a payment is authorized once, then captured or voided once",
            evidence.Run.Payments.Select(MovedTwice).OfType<string>());
        yield return OutcomeInvariants.Check(evidence.Deliveries);
        foreach (var verdict in DeliveryInvariants.Check(evidence))
        {
            yield return verdict;
        }

        yield return Verdict.Of("no event of the run is a dead letter",
            evidence.DeadLetters.Select(x => $"{x.Service}: {x.Letter.Type} of {x.Letter.Topic}/{x.Letter.Key}: {x.Letter.Reason}"));
    }

    static IEnumerable<string> NotAccepted(ChaosEvidence evidence)
    {
        if (evidence.Run.Unanswered > 0)
        {
            yield return Invariant($"{evidence.Run.Unanswered} requests got no response");
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
            yield return "some orders were never finished";
        }
        else if (evidence.SettledAfter > evidence.SettleLimit)
        {
            yield return Invariant($"it took {evidence.SettledAfter.Value.TotalSeconds:0.0} s");
        }
    }

    static string? MovedTwice(PaymentSnapshot payment)
    {
        var moves = payment.Attempts
            .Where(x => x is not { Operation: AttemptSnapshot.Authorize, Outcome: AttemptSnapshot.Pending })
            .Select(x => $"{x.Operation} {x.Outcome}")
            .ToList();
        // A void without an authorization: the order was cancelled before Payments saw it. A pending authorization counts as none.
        return string.Join(", ", moves) switch
        {
            "Authorize Authorized" or "Authorize Declined" or "Void Voided" => null,
            "Authorize Authorized, Capture Captured" or "Authorize Authorized, Void Voided" => null,
            "" when payment.Attempts.Count > 0 => null,
            var sequence => $"order {payment.OrderId}: {sequence}"
        };
    }
}
