namespace DbPerService.Replay.Judge;

/// <summary>What an owner has committed about one key, as its outbox has it. Repeats are resends and count once.</summary>
internal static class OutcomeInvariants
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

    public static Verdict Check(Deliveries deliveries) => Verdict.Of(
        "every owner decides once about a key, after the step that the decision rests on",
        deliveries.Published.GroupBy(x => (x.Topic, x.Key)).SelectMany(key => Offences(
            $"{key.Key.Topic}/{key.Key.Key}", key.GroupBy(x => x.Type).ToDictionary(x => x.Key, x => x.Min(e => e.Position)))));

    static IEnumerable<string> Offences(string key, Dictionary<string, long> firsts)
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
    }
}
