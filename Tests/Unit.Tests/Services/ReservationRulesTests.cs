using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Services;

public sealed class ReservationRulesTests
{
    static readonly Guid OrderId = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

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
    public void Each_order_of_a_batch_sees_what_the_earlier_ones_left()
    {
        var shelf = Shelf(("11", 5));
        Assert.Equal(ReservationStatus.Reserved, Reserve(shelf, ("11", 3)).Status);
        Assert.Equal([new Shortage("11", 3, 2)], Reserve(shelf, ("11", 3)).Shortages);
        Assert.Equal(ReservationStatus.Reserved, Reserve(shelf, ("11", 2)).Status);
    }

    [Fact]
    public void What_is_reserved_already_is_not_available()
    {
        var shelf = new Shelf([new StockItem("11", OnHand: 5, Reserved: 4, Sold: 10)]);
        Assert.Equal([new Shortage("11", 2, 1)], Reserve(shelf, ("11", 2)).Shortages);
    }

    [Fact]
    public void Commits_and_releases_once()
    {
        var reserved = Reserve(Shelf(("11", 5)), ("11", 1));
        var committed = ReservationRules.Commit(reserved, OrderId, Now);
        Assert.Equal(ReservationStatus.Committed, committed.Status);
        Assert.Same(committed, ReservationRules.Commit(committed, OrderId, Now));
        var released = ReservationRules.Release(reserved, OrderId, Now);
        Assert.Equal(ReservationStatus.Released, released.Status);
        Assert.Same(released, ReservationRules.Release(released, OrderId, Now));
    }

    [Fact]
    public void A_rejected_reservation_has_nothing_to_release()
    {
        var rejected = Reserve(Shelf(), ("11", 1));
        Assert.Same(rejected, ReservationRules.Release(rejected, OrderId, Now));
    }

    [Fact]
    public void An_order_cancelled_before_it_was_seen_leaves_an_empty_released_reservation()
    {
        var tombstone = ReservationRules.Release(null, OrderId, Now);
        Assert.Equal(ReservationStatus.Released, tombstone.Status);
        Assert.Empty(tombstone.Lines);
    }

    [Fact]
    public void What_contradicts_the_reservation_breaks_a_rule()
    {
        var reserved = Reserve(Shelf(("11", 5)), ("11", 1));
        var committed = ReservationRules.Commit(reserved, OrderId, Now);
        var released = ReservationRules.Release(reserved, OrderId, Now);
        Assert.Throws<PermanentFailureException>(() => ReservationRules.Release(committed, OrderId, Now));
        Assert.Throws<PermanentFailureException>(() => ReservationRules.Commit(released, OrderId, Now));
        Assert.Throws<PermanentFailureException>(() => ReservationRules.Commit(Reserve(Shelf(), ("11", 1)), OrderId, Now));
        Assert.Throws<PermanentFailureException>(() => ReservationRules.Commit(null, OrderId, Now));
    }

    [Fact]
    public void An_event_without_a_sensible_quantity_breaks_a_rule()
    {
        var shelf = Shelf(("11", 5));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", 0)));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", -1)));
        Assert.Throws<PermanentFailureException>(() => Reserve(shelf, ("11", 1), ("11", 1)));
    }

    static Shelf Shelf(params (string ProductId, long OnHand)[] stock) => new(stock.Select(s => new StockItem(s.ProductId, s.OnHand, 0, 0)));

    static Reservation Reserve(Shelf shelf, params (string ProductId, int Quantity)[] lines) =>
        ReservationRules.Reserve(OrderId, [.. lines.Select(l => new ReservationLine(l.ProductId, l.Quantity))], shelf, Now);
}
