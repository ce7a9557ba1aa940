using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Services;

public sealed class ReservationRulesTests
{
    static readonly Guid OrderId = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly OrderConfirmed Confirmed = new(OrderId);
    static readonly OrderCancelled Cancelled = new(OrderId, "CancelledByUser");

    [Fact]
    public void Reserves_all_lines_or_none_and_names_every_shortage()
    {
        var shelf = Shelf(("11", 5), ("12", 1), ("13", 9));
        var rejected = Reserve(shelf, ("11", 5), ("12", 2), ("nope", 1));
        Assert.Equal(ReservationStatus.Rejected, rejected.Status);
        Assert.Equal([new Shortage("12", 2, 1), new Shortage("nope", 1, 0)], rejected.Shortages);
        Assert.Equal(ReservationStatus.Reserved, Reserve(shelf, ("11", 5), ("12", 1)).Status);
    }

    [Fact]
    public void Each_order_of_a_batch_sees_the_effects_of_earlier_ones()
    {
        var shelf = Shelf(("11", 5));
        Assert.Equal(ReservationStatus.Reserved, Reserve(shelf, ("11", 3)).Status);
        Assert.Equal([new Shortage("11", 3, 2)], Reserve(shelf, ("11", 3)).Shortages);
        Assert.Equal(ReservationStatus.Reserved, Reserve(shelf, ("11", 2)).Status);
    }

    [Fact]
    public void Reserved_stock_is_not_available()
    {
        var shelf = new Shelf([new StockItem("11", OnHand: 5, Reserved: 4, Sold: 10)]);
        Assert.Equal([new Shortage("11", 2, 1)], Reserve(shelf, ("11", 2)).Shortages);
    }

    [Fact]
    public void Commits_and_releases_once()
    {
        var reserved = Reserve(Shelf(("11", 5)), ("11", 1));
        var committed = Commit(reserved);
        Assert.Equal(ReservationStatus.Committed, committed.Status);
        Assert.Same(committed, Commit(committed));
        var released = Release(reserved);
        Assert.Equal(ReservationStatus.Released, released.Status);
        Assert.Same(released, Release(released));
    }

    [Fact]
    public void Asked_again_it_answers_what_became_of_the_order()
    {
        var shelf = Shelf(("11", 5));
        var reserved = Decide(null, shelf, ("11", 3));
        var rejected = Decide(null, shelf, ("11", 3));
        Assert.Equal<object>(new StockReserved(OrderId), reserved.Event);
        Assert.Equal([new StockShortage("11", 3, 2)], Assert.IsType<StockRejected>(rejected.Event).Shortages);
        Assert.Same(reserved.State, Decide(reserved.State, shelf, ("11", 3)).State);
        Assert.IsType<StockRejected>(Decide(rejected.State, shelf, ("11", 3)).Event);
        Assert.IsType<StockCommitted>(Decide(Commit(reserved.State), shelf, ("11", 3)).Event);
        Assert.IsType<StockReleased>(Decide(Release(reserved.State), shelf, ("11", 3)).Event);
        Assert.IsType<StockReleased>(ReservationRules.Release(rejected.State, Cancelled, Now).Event);
        Assert.IsType<StockCommitted>(ReservationRules.Commit(Commit(reserved.State), Confirmed, Now).Event);
    }

    [Fact]
    public void Only_what_is_reserved_or_committed_moves_stock()
    {
        var reserved = Reserve(Shelf(("11", 5), ("12", 5)), ("12", 1), ("11", 2));
        Assert.Equal([new StockMove("11", 0, 2, 0), new StockMove("12", 0, 1, 0)], Moves((null, reserved)));
        Assert.Equal([new StockMove("11", -2, -2, 2), new StockMove("12", -1, -1, 1)], Moves((reserved, Commit(reserved))));
        Assert.Equal([new StockMove("11", 0, -2, 0), new StockMove("12", 0, -1, 0)], Moves((reserved, Release(reserved))));
        var rejected = Reserve(Shelf(), ("11", 1));
        Assert.Empty(Moves((null, rejected), (rejected, Release(rejected)), (null, Release(null)), (reserved, reserved)));
        Assert.Equal([new StockMove("11", 0, 4, 0), new StockMove("12", 0, 2, 0)], Moves((null, reserved), (null, reserved)));

        static StockMove[] Moves(params (Reservation? Before, Reservation After)[] changes) =>
            StockMoves.Of(changes.Select(change => new Change<Reservation>(change.Before, change.After)));
    }

    [Fact]
    public void A_rejected_reservation_has_nothing_to_release()
    {
        var rejected = Reserve(Shelf(), ("11", 1));
        Assert.Same(rejected, Release(rejected));
    }

    [Fact]
    public void An_order_cancelled_before_it_arrived_leaves_an_empty_released_reservation()
    {
        var tombstone = Release(null);
        Assert.Equal(ReservationStatus.Released, tombstone.Status);
        Assert.Empty(tombstone.Lines);
    }

    [Fact]
    public void An_event_that_contradicts_the_reservation_breaks_a_rule()
    {
        var reserved = Reserve(Shelf(("11", 5)), ("11", 1));
        var committed = Commit(reserved);
        var released = Release(reserved);
        Assert.Throws<PermanentFailureException>(() => Release(committed));
        Assert.Throws<PermanentFailureException>(() => Commit(released));
        Assert.Throws<PermanentFailureException>(() => Commit(Reserve(Shelf(), ("11", 1))));
        Assert.Throws<PermanentFailureException>(() => Commit(null));
    }

    [Fact]
    public void An_event_with_an_invalid_quantity_breaks_a_rule()
    {
        var shelf = Shelf(("11", 5));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", 0)));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", -1)));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", 1), ("11", 1)));
    }

    static Shelf Shelf(params (string ProductId, long OnHand)[] stock) => new(stock.Select(s => new StockItem(s.ProductId, s.OnHand, 0, 0)));

    static Reservation Reserve(Shelf shelf, params (string ProductId, int Quantity)[] lines) => Decide(null, shelf, lines).State;

    static Decision<Reservation> Decide(Reservation? reservation, Shelf shelf, params (string ProductId, int Quantity)[] lines) =>
        ReservationRules.Reserve(
            reservation, new OrderPlaced(OrderId, "ALFKI", "EUR", 1, "", [.. lines.Select(l => new OrderPlacedLine(l.ProductId, l.Quantity, 1))]),
            shelf, Now);

    static Reservation Commit(Reservation? reservation) => ReservationRules.Commit(reservation, Confirmed, Now).State;

    static Reservation Release(Reservation? reservation) => ReservationRules.Release(reservation, Cancelled, Now).State;
}
