using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

/// <summary>Whether every subscriber has applied every event, once, and those of a key in their owner's order.</summary>
static class DeliveryInvariants
{
    const string Placed = "OrderPlaced";
    const string Cancelled = "OrderCancelled";

    /// <summary>The services that answer an order's events, and the topics that they answer on.</summary>
    static readonly (string Service, string Topic)[] Participants =
        [(SystemMap.Payments.Name, Topics.Payments), (SystemMap.Inventory.Name, Topics.Inventory)];

    public static IEnumerable<Verdict> Check(ChaosEvidence evidence)
    {
        var deliveries = evidence.Deliveries;
        yield return Verdict.Of(
            "every subscriber applies the events of a key in their owner's order",
            OutOfOrder(deliveries, evidence.BrokerLosses).Concat(Overtaken(evidence)));
        yield return Verdict.Of("every subscriber applies every event", NeverApplied(deliveries, evidence.BrokerLosses));
        yield return Verdict.Of("no participant replies twice to an event that its inbox has once", AnsweredTwice(deliveries));
    }

    /// <summary>
    /// The events without an effect. A possibly lost event is only listed if nothing that the subscriber has applied for the key replaces
    /// it: an event of the same type, which the saga resent, or a later one.
    /// </summary>
    public static IEnumerable<string> NeverApplied(Deliveries deliveries, BrokerLosses losses)
    {
        // The run itself shows who subscribes: a service that applied one event of a topic and type must apply them all.
        var applied = deliveries.Applied.Select(x => (x.Subscriber, x.Event.Id)).ToHashSet();
        var ofKey = deliveries.Applied.ToLookup(x => (x.Subscriber, x.Event.Topic, x.Event.Key), x => x.Event);
        var missing =
            from edge in deliveries.Applied.Select(x => (x.Subscriber, x.Event.Topic, x.Event.Type)).Distinct()
            from @event in deliveries.Published
            where @event.Topic == edge.Topic && @event.Type == edge.Type && !applied.Contains((edge.Subscriber, @event.Id))
            where !losses.MayHaveTaken(@event)
                || !ofKey[(edge.Subscriber, @event.Topic, @event.Key)].Any(x => x.Type == @event.Type || x.Position > @event.Position)
            select $"{edge.Subscriber} never applied {@event.Type} {@event.Id} of {@event.Topic}/{@event.Key}";
        var newest =
            from edge in deliveries.Applied.Select(x => (x.Subscriber, x.Event.Topic)).Distinct()
            from @event in deliveries.Newest
            where @event.Topic == edge.Topic && !applied.Contains((edge.Subscriber, @event.Id)) && !losses.MayHaveTaken(@event)
            select $"{edge.Subscriber} never applied the newest event {@event.Id} of {@event.Topic}/{@event.Key}";
        return missing.Concat(newest).Concat(NeverAnswered(deliveries, losses));
    }

    static IEnumerable<string> OutOfOrder(Deliveries deliveries, BrokerLosses losses)
    {
        foreach (var key in deliveries.Applied.GroupBy(x => (x.Subscriber, x.Event.Topic, x.Event.Key)))
        {
            PublishedEvent? newest = null;
            // Events that one transaction applied without recorded places are treated as simultaneous.
            foreach (var step in key.GroupBy(x => (x.Transaction, x.Place), x => x.Event).OrderBy(x => x.Key))
            {
                if (step.MinBy(x => x.Position) is { } late && late.Position < newest?.Position && !losses.IsBetween(late, newest))
                {
                    var (subscriber, topic, _) = key.Key;
                    yield return $"{subscriber} applied {late.Type} {late.Id} of {topic}/{late.Key} after {newest.Type} {newest.Id}";
                }

                newest = step.Append(newest).MaxBy(x => x?.Position);
            }
        }
    }

    /// <summary>
    /// Participants that undid an order before they knew of it, according to what they record of their effects on any database: a payment
    /// whose first attempt is its void, or a reservation that is released and was neither made nor rejected.
    /// </summary>
    static IEnumerable<string> Overtaken(ChaosEvidence evidence)
    {
        var placed = evidence.Deliveries.Published
            .Where(x => x.Type == Placed)
            .GroupBy(x => x.Key)
            .ToDictionary(x => x.Key, x => x.MinBy(e => e.Position)!);
        var voided = evidence.Run.Payments
            .Where(x => x.Attempts is [{ Operation: AttemptSnapshot.Void }, ..])
            .Select(x => (Participant: SystemMap.Payments.Name, Key: $"{x.OrderId}"));
        var released = evidence.Deliveries.Published
            .Where(x => x.Topic == Topics.Inventory)
            .GroupBy(x => x.Key)
            .Where(x => x.MinBy(e => e.Position) is { Type: "StockReleased" })
            .Select(x => (Participant: SystemMap.Inventory.Name, x.Key));
        return from undone in voided.Concat(released)
               where placed.TryGetValue(undone.Key, out var @event) && !evidence.BrokerLosses.MayHaveTaken(@event)
               select $"{undone.Participant} applied {Cancelled} of {Topics.Orders}/{undone.Key} before {Placed}";
    }

    /// <summary>
    /// A participant without an inbox replies to every event, including repeated ones: fewer replies than events mean it missed one.
    /// </summary>
    static IEnumerable<string> NeverAnswered(Deliveries deliveries, BrokerLosses losses)
    {
        foreach (var (participant, topic) in ParticipantsOf(deliveries, withInbox: false))
        {
            var answers = deliveries.Published.Where(x => x.Topic == topic).CountBy(x => x.Key).ToDictionary();
            foreach (var (key, events) in deliveries.Published
                .Where(x => x.Topic == Topics.Orders && !losses.MayHaveTaken(x)).CountBy(x => x.Key))
            {
                if (answers.GetValueOrDefault(key) is var count && count < events)
                {
                    yield return $"{participant} answered {count} of {events} events of {Topics.Orders}/{key}";
                }
            }
        }
    }

    /// <summary>A participant's reply and the inbox entry of the event it replies to are one transaction.</summary>
    static IEnumerable<string> AnsweredTwice(Deliveries deliveries)
    {
        foreach (var (participant, topic) in ParticipantsOf(deliveries, withInbox: true))
        {
            var events = deliveries.Applied
                .Where(x => x.Subscriber == participant && x.Event.Topic == Topics.Orders).CountBy(x => x.Event.Key).ToDictionary();
            foreach (var (key, answers) in deliveries.Published.Where(x => x.Topic == topic).CountBy(x => x.Key))
            {
                if (events.GetValueOrDefault(key) is var count && answers > count)
                {
                    yield return $"{participant} answered {answers} times to {count} events of {Topics.Orders}/{key}";
                }
            }
        }
    }

    static IEnumerable<(string Service, string Topic)> ParticipantsOf(Deliveries deliveries, bool withInbox) =>
        Participants.Where(x => deliveries.Outboxes.Contains(x.Service) && deliveries.Inboxes.Contains(x.Service) == withInbox);
}
