using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Checks;

static class OrderInvariants
{
    public static IEnumerable<Verdict> Check(Evidence evidence)
    {
        var payments = evidence.Payments.ToLookup(x => x.OrderId);
        var reservations = evidence.Reservations.ToLookup(x => x.OrderId);
        var confirmed = evidence.Orders.Where(x => x.Status == OrderSnapshot.Confirmed).ToList();
        var others = evidence.Orders.Where(x => x.Status != OrderSnapshot.Confirmed).ToList();
        var cancelled = others.Where(x => x.Status == OrderSnapshot.Cancelled).ToList();

        if (evidence.Accepted is { } accepted)
        {
            yield return Verdict.Of(
                "every accepted order exists exactly once, and no other order exists", Existence(evidence, accepted));
        }

        yield return Verdict.Of("every order is Confirmed or Cancelled, and its saga finished", Finality(evidence.Orders));
        yield return Verdict.Of("an order's total is the sum of its lines and equals the request", Totals(evidence));
        yield return Verdict.Of("confirmed ⇔ payment Captured, once, over the total", Captures(confirmed, others, payments, evidence));
        yield return Verdict.Of("confirmed ⇔ reservation Committed", Commits(confirmed, others, reservations, evidence));
        yield return Verdict.Of("cancelled ⇒ no payment taken", cancelled
            .SelectMany(x => payments[x.Id])
            .Where(x => x.Status is not (PaymentSnapshot.Declined or PaymentSnapshot.Voided))
            .Select(x => $"order {x.OrderId}: payment {x.Status}"));
        yield return Verdict.Of("cancelled ⇒ no reservation held", cancelled
            .SelectMany(x => reservations[x.Id])
            .Where(x => x.Status is not (ReservationSnapshot.Rejected or ReservationSnapshot.Released))
            .Select(x => $"order {x.OrderId}: reservation {x.Status}"));
        yield return Verdict.Of("captured money = total of confirmed orders, per currency", Money(confirmed, evidence.Payments));
    }

    static IEnumerable<string> Existence(Evidence evidence, IEnumerable<AcceptedOrder> answered)
    {
        var found = evidence.Orders.CountBy(x => x.Id).ToDictionary();
        var accepted = answered.CountBy(x => x.Id).ToDictionary();
        foreach (var (id, times) in accepted)
        {
            if (times > 1)
            {
                yield return $"order {id}: answered to {times} different requests";
            }

            if (!found.TryGetValue(id, out var count))
            {
                yield return $"order {id}: accepted, but does not exist";
            }
            else if (count > 1)
            {
                yield return $"order {id}: listed {count} times";
            }
        }

        // A request without a response may have been executed, once.
        foreach (var id in found.Keys.Where(x => !accepted.ContainsKey(x)).Skip(evidence.Unanswered))
        {
            yield return $"order {id}: not requested by this run, or requested once and placed twice";
        }
    }

    static IEnumerable<string> Finality(IEnumerable<OrderSnapshot> orders) =>
        from order in orders
        where !order.IsFinal || order.FinishedAt is null
        select order.IsFinal ? $"order {order.Id}: {order.Status}, saga not finished" : $"order {order.Id}: {order.Status}";

    static IEnumerable<string> Totals(Evidence evidence)
    {
        var asked = (evidence.Accepted ?? []).DistinctBy(x => x.Id).ToDictionary(x => x.Id, x => x.Total);
        foreach (var order in evidence.Orders)
        {
            var sum = order.Lines.Sum(x => x.Quantity * x.UnitPrice);
            if (order.Total != sum)
            {
                yield return Invariant($"order {order.Id}: total {order.Total}, lines {sum}");
            }
            else if (asked.TryGetValue(order.Id, out var total) && order.Total != total)
            {
                yield return Invariant($"order {order.Id}: total {order.Total}, requested {total}");
            }
        }
    }

    static IEnumerable<string> Captures(List<OrderSnapshot> confirmed, List<OrderSnapshot> others, ILookup<Guid, PaymentSnapshot> payments, Evidence evidence)
    {
        foreach (var order in confirmed)
        {
            if (payments[order.Id].ToList() is not [var payment])
            {
                yield return $"order {order.Id}: confirmed, {payments[order.Id].Count()} payments";
            }
            else if (payment.Status != PaymentSnapshot.Captured)
            {
                yield return $"order {order.Id}: confirmed, payment {payment.Status}";
            }
            else if (payment.Amount != order.Total || payment.Currency != order.Currency)
            {
                yield return Invariant($"order {order.Id}: {order.Total} {order.Currency}, captured {payment.Amount} {payment.Currency}");
            }
        }
        foreach (var order in others.Where(x => payments[x.Id].Any(p => p.Status == PaymentSnapshot.Captured)))
        {
            yield return $"order {order.Id}: {order.Status}, payment Captured";
        }

        foreach (var id in WithoutOrder(evidence, evidence.Payments.Select(x => x.OrderId)))
        {
            yield return $"order {id}: has a payment, but does not exist";
        }
    }

    static IEnumerable<string> Commits(
        List<OrderSnapshot> confirmed, List<OrderSnapshot> others, ILookup<Guid, ReservationSnapshot> reservations, Evidence evidence)
    {
        foreach (var order in confirmed)
        {
            if (reservations[order.Id].ToList() is not [var reservation])
            {
                yield return $"order {order.Id}: confirmed, {reservations[order.Id].Count()} reservations";
            }
            else if (reservation.Status != ReservationSnapshot.Committed)
            {
                yield return $"order {order.Id}: confirmed, reservation {reservation.Status}";
            }
        }
        foreach (var order in others.Where(x => reservations[x.Id].Any(r => r.Status == ReservationSnapshot.Committed)))
        {
            yield return $"order {order.Id}: {order.Status}, reservation Committed";
        }

        foreach (var id in WithoutOrder(evidence, evidence.Reservations.Select(x => x.OrderId)))
        {
            yield return $"order {id}: has a reservation, but does not exist";
        }
    }

    static IEnumerable<Guid> WithoutOrder(Evidence evidence, IEnumerable<Guid> ids) => ids.Except(evidence.Orders.Select(x => x.Id));

    static IEnumerable<string> Money(List<OrderSnapshot> confirmed, IEnumerable<PaymentSnapshot> payments)
    {
        var due = confirmed.GroupBy(x => x.Currency).ToDictionary(x => x.Key, x => x.Sum(o => o.Total));
        var taken = payments
            .Where(x => x.Status == PaymentSnapshot.Captured)
            .GroupBy(x => x.Currency)
            .ToDictionary(x => x.Key, x => x.Sum(p => p.Amount));
        return from currency in due.Keys.Union(taken.Keys)
               let owed = due.GetValueOrDefault(currency)
               let captured = taken.GetValueOrDefault(currency)
               where owed != captured
               select Invariant($"{currency}: confirmed {owed}, captured {captured}");
    }
}
