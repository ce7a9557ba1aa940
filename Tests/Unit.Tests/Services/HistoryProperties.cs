using DbPerService.Contracts;
using DbPerService.OrderHistory.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace DbPerService.Tests.Unit.Services;

/// <summary>The view under any interleaving and repetition of its topics.</summary>
public sealed class HistoryProperties
{
    static readonly Guid OrderId = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000);

    public enum Kind
    {
        Placed,
        Confirmed,
        Cancelled,
        Authorized,
        Declined,
        Captured,
        Voided,
        Reserved,
        Rejected,
        Committed,
        Released,
    }

    /// <summary>An event of the order, which its owner may publish again later, and with another content for all that the view knows.</summary>
    public sealed record Happened(Kind Kind, byte Second, bool Other);

    public sealed record Named(bool IsProduct, byte Version, bool Other);

    [Fact]
    public void Any_order_and_repetition_of_events_gives_the_entry_of_the_events_in_order() => Check.One(
        Thorough, Prop.ForAll(ArbMap.Default.ArbFor<(Happened[] Events, int Seed)>(), history =>
        {
            var inOrder = Merged(history.Events.OrderBy(happened => happened.Second));
            return Enumerable.Range(0, 4).All(n => Merged(Shuffled(history.Events, history.Seed + n)) == inOrder);
        }));

    [Fact]
    public void Merging_entries_is_commutative_associative_and_idempotent() => Check.One(
        Thorough, Prop.ForAll(ArbMap.Default.ArbFor<(Happened[] A, Happened[] B, Happened[] C)>(), parts =>
        {
            var (a, b, c) = (Entry(parts.A), Entry(parts.B), Entry(parts.C));
            return Text(a.Merge(b)) == Text(b.Merge(a)) && Text(a.Merge(b).Merge(c)) == Text(a.Merge(b.Merge(c)))
                && ReferenceEquals(a.Merge(a), a) && a.Merge(b).Includes(a) && a.Merge(b).Includes(b);
        }));

    [Fact]
    public void Any_order_and_repetition_of_names_gives_the_newest() => Check.One(
        Thorough, Prop.ForAll(ArbMap.Default.ArbFor<(Named[] Names, int Seed)>(), history =>
        {
            var inOrder = Newest(history.Names.OrderBy(named => named.Version));
            return Enumerable.Range(0, 4).All(n => Newest(Shuffled(history.Names, history.Seed + n)) == inOrder);
        }));

    [Fact]
    public void A_stored_entry_is_read_as_it_was_written() => Check.One(
        Thorough, Prop.ForAll(ArbMap.Default.ArbFor<Happened[]>(), events =>
            Text(HistoryDocument.ReadEntry(Text(Entry(events)))) == Text(Entry(events))));

    [Fact]
    public void The_statuses_are_those_of_the_owners()
    {
        var cancelled = Entry([
            new(Kind.Placed, 0, false), new(Kind.Declined, 1, false), new(Kind.Rejected, 1, false), new(Kind.Cancelled, 2, false),
            new(Kind.Voided, 3, false), new(Kind.Released, 3, false)]);
        var confirmed = Entry([
            new(Kind.Committed, 5, false), new(Kind.Captured, 5, false), new(Kind.Confirmed, 4, false), new(Kind.Authorized, 2, false),
            new(Kind.Reserved, 1, false), new(Kind.Placed, 0, false)]);

        Assert.Equal(
            (OrderState.Cancelled, PaymentState.Declined, StockState.Rejected), (cancelled.Status, cancelled.Payment, cancelled.Stock));
        Assert.Equal(
            (OrderState.Confirmed, PaymentState.Captured, StockState.Committed), (confirmed.Status, confirmed.Payment, confirmed.Stock));
        Assert.Equal(
            ["OrderPlaced", "StockReserved", "PaymentAuthorized", "OrderConfirmed"], confirmed.Events.Take(4).Select(e => e.Type));
    }

    /// <summary>Each event once or more often, in any order.</summary>
    static T[] Shuffled<T>(T[] events, int seed)
    {
        var random = new Random(seed);
        var repeated = events.SelectMany(e => Enumerable.Repeat(e, random.Next(1, 4))).ToArray();
        random.Shuffle(repeated);
        return repeated;
    }

    static string Merged(IEnumerable<Happened> events) => Text(Entry(events));

    static string Text(HistoryEntry entry) => HistoryDocument.Write(entry);

    static HistoryEntry Entry(IEnumerable<Happened> events) => events.Aggregate(
        new HistoryEntry(OrderId),
        (entry, happened) => entry.Merge(HistoryFacts.EntryOf(Event(happened), Noon.AddSeconds(happened.Second))!));

    static string Newest(IEnumerable<Named> names) => string.Join('\n', Subject
        .Join(names.Select(named => HistoryFacts.SubjectOf(Event(named))!)).OrderBy(subject => subject.Kind).Select(HistoryDocument.Write));

    static object Event(Named named) => named.IsProduct
        ? new ProductChanged("p", named.Other ? "Chai" : "Chang", "Beverages", 18m, "USD", false, named.Version)
        : new UserUpdated("ALFKI", named.Other ? "Maria Anders" : "Maria A.", named.Version);

    static object Event(Happened happened)
    {
        var amount = happened.Other ? 12.50m : 12.5m;
        var text = happened.Other ? "other" : "one";
        return happened.Kind switch
        {
            Kind.Placed => new OrderPlaced(OrderId, text, "EUR", amount, "sealed", [new OrderPlacedLine("p", 1, amount)]),
            Kind.Confirmed => new OrderConfirmed(OrderId),
            Kind.Cancelled => new OrderCancelled(OrderId, text),
            Kind.Authorized => new PaymentAuthorized(OrderId, OrderId, amount, "EUR"),
            Kind.Declined => new PaymentDeclined(OrderId, OrderId, text),
            Kind.Captured => new PaymentCaptured(OrderId, OrderId, amount, "EUR"),
            Kind.Voided => new PaymentVoided(OrderId, OrderId),
            Kind.Reserved => new StockReserved(OrderId),
            Kind.Rejected => new StockRejected(OrderId, [new StockShortage("p", happened.Other ? 2 : 1, 0)]),
            Kind.Committed => new StockCommitted(OrderId),
            _ => new StockReleased(OrderId),
        };
    }
}
