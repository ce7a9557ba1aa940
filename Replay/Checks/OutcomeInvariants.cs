namespace DbPerService.Replay.Checks;

/// <summary>The events that an owner committed for one key, as its outbox has them. Repetitions are resends and count once.</summary>
static class OutcomeInvariants
{
    static readonly (string One, string Other)[] Contrary =
    [
        ("OrderConfirmed", "OrderCancelled"),
        ("PaymentAuthorized", "PaymentDeclined"),
        ("PaymentCaptured", "PaymentVoided"),
        ("StockReserved", "StockRejected"),
        ("StockCommitted", "StockReleased"),
    ];

    static readonly (string First, string Then)[] Steps =
    [
        ("OrderPlaced", "OrderConfirmed"),
        ("OrderPlaced", "OrderCancelled"),
        ("PaymentAuthorized", "PaymentCaptured"),
        ("StockReserved", "StockCommitted"),
    ];

    // An owner that has published the second step never publishes the first again: its state would have gone backwards.
    static readonly (string First, string Then)[] Forward =
    [
        .. Steps,
        ("PaymentAuthorized", "PaymentVoided"),
        ("StockReserved", "StockReleased"),
    ];

    public static Verdict Check(Deliveries deliveries) => Verdict.Of(
        "every owner decides once per key, after the step that the decision requires, and never goes back",
        deliveries.Published.GroupBy(x => (x.Topic, x.Key)).SelectMany(key => Violations(
            $"{key.Key.Topic}/{key.Key.Key}",
            key.GroupBy(x => x.Type).ToDictionary(x => x.Key, x => x.Min(e => e.Position)),
            key.GroupBy(x => x.Type).ToDictionary(x => x.Key, x => x.Max(e => e.Position)))));

    static IEnumerable<string> Violations(string key, Dictionary<string, long> firsts, Dictionary<string, long> lasts)
    {
        foreach (var (one, other) in Contrary.Where(x => firsts.ContainsKey(x.One) && firsts.ContainsKey(x.Other)))
        {
            yield return $"{key}: {one} and {other}";
        }

        foreach (var (first, then) in Steps.Where(x => firsts.ContainsKey(x.Then)))
        {
            if (!firsts.TryGetValue(first, out var position) || position > firsts[then])
            {
                yield return $"{key}: {then} before {first}";
            }
        }

        foreach (var (first, then) in Forward.Where(x => firsts.ContainsKey(x.Then)))
        {
            if (lasts.TryGetValue(first, out var position) && position > firsts[then])
            {
                yield return $"{key}: {first} after {then}";
            }
        }
    }
}
