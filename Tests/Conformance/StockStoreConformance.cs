using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Inventory;
using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using static DbPerService.Tests.Conformance.Arrived;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of the stock store, on any database.</summary>
public abstract class StockStoreConformance : ConformanceSuite
{
    IServiceProvider Instance => field ??= NewInstance();

    [Fact]
    public async Task An_unknown_product_has_no_stock()
    {
        Assert.Null(await StockAsync("none"));
        Assert.Null(await ReadAsync((IStockStore store) => store.FindReservationAsync(Guid.CreateVersion7(), Cancelled)));
    }

    [Fact]
    public async Task Stock_is_set_and_listed_by_id()
    {
        foreach (var id in new[] { "b", "a", "10", "Z", "9", "é" })
        {
            Assert.Equal(new StockItem(id, 5, 0, 0), await SetAsync(id, 5));
        }

        Assert.Equal(new StockItem("a", 7, 0, 0), await SetAsync("a", 7));

        var first = await ReadAsync((IStockStore store) => store.ListAsync("", 4, Cancelled));
        var rest = await ReadAsync((IStockStore store) => store.ListAsync(first[^1].ProductId, 10, Cancelled));

        Assert.Equal(["10", "9", "Z", "a"], first.Select(item => item.ProductId));
        Assert.Equal(["b", "é"], rest.Select(item => item.ProductId));
        Assert.Equal(7, first[^1].OnHand);
    }

    [Fact]
    public async Task Stock_cannot_be_set_below_the_reserved_quantity()
    {
        await SetAsync("a", 5);
        await ReserveAsync(Guid.CreateVersion7(), ("a", 3));

        Assert.Null(await SetAsync("a", 2));
        Assert.Equal(new StockItem("a", 3, 3, 0), await SetAsync("a", 3));
    }

    [Fact]
    public async Task A_receipt_counts_once()
    {
        await SetAsync("a", 5);

        Assert.Equal((ReceiptOutcome.Counted, new StockItem("a", 15, 0, 0)), await ReceiveAsync("a", "r1", 10));
        Assert.Equal((ReceiptOutcome.Counted, new StockItem("a", 15, 0, 0)), await ReceiveAsync("a", "r1", 10));
        Assert.Equal((ReceiptOutcome.OtherQuantity, null), await ReceiveAsync("a", "r1", 11));
        Assert.Equal((ReceiptOutcome.UnknownProduct, null), await ReceiveAsync("b", "r1", 10));
        Assert.Equal((ReceiptOutcome.Counted, new StockItem("a", 16, 0, 0)), await ReceiveAsync("a", "r2", 1));
    }

    [Fact]
    public async Task A_reservation_without_an_order_is_found_and_released_once()
    {
        await SetAsync("a", 9);
        // Ids of one millisecond are in no order.
        Guid[] orders = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).Order()];
        foreach (var order in orders)
        {
            await ReserveAsync(order, ("a", 2));
        }

        await UnitAsync<IStockStore>(Instance, store => store.CommitAsync([Confirmed(orders[2])], Cancelled));
        var future = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1);

        Assert.Equal(orders[..2], await OpenAsync(future, Guid.Empty, 10));
        Assert.Equal(orders[..1], await OpenAsync(future, Guid.Empty, 1));
        Assert.Equal(orders[1..2], await OpenAsync(future, orders[0], 10));
        Assert.Empty(await OpenAsync(future.AddMinutes(-10), Guid.Empty, 10));

        Assert.True(await ReleaseHoldAsync(orders[0]));
        Assert.False(await ReleaseHoldAsync(orders[0]));
        Assert.False(await ReleaseHoldAsync(orders[2]));
        Assert.Equal(orders[1..2], await OpenAsync(future, Guid.Empty, 10));
        Assert.Equal(new StockItem("a", 7, 2, 2), await StockAsync("a"));
    }

    Task<List<Guid>> OpenAsync(DateTime before, Guid after, int limit) =>
        ReadAsync((IStockStore store) => store.ListReservedAsync(before, after, limit, Cancelled));

    async Task<bool> ReleaseHoldAsync(Guid order)
    {
        await using var scope = Instance.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<StockHolds>(scope.ServiceProvider).ReleaseAsync(order, Cancelled);
    }

    [Fact]
    public async Task All_lines_of_an_order_are_reserved()
    {
        await SetAsync("a", 5);
        await SetAsync("b", 5);
        var order = Guid.CreateVersion7();

        await ReserveAsync(order, ("a", 2), ("b", 5));

        await StockIsAsync(new StockItem("a", 5, 2, 0), new StockItem("b", 5, 5, 0));
        var reservation = await ReservationAsync(order);
        Assert.Equal(ReservationStatus.Reserved, reservation.Status);
        Assert.Equal([new("a", 2), new("b", 5)], reservation.Lines);
        Assert.Empty(reservation.Shortages);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.InRange(reservation.CreatedAt, now.AddMinutes(-1), now.AddSeconds(1));
        Assert.Equal(DateTimeKind.Utc, reservation.UpdatedAt.Kind);
        Assert.Equal([nameof(StockReserved)], await AnswersAsync(1));
    }

    [Fact]
    public async Task Nothing_is_reserved_if_one_line_is_short()
    {
        await SetAsync("a", 5);
        await SetAsync("b", 5);
        var order = Guid.CreateVersion7();

        await ReserveAsync(order, ("a", 2), ("b", 6), ("c", 1));

        await StockIsAsync(new StockItem("a", 5, 0, 0), new StockItem("b", 5, 0, 0));
        var reservation = await ReservationAsync(order);
        Assert.Equal(ReservationStatus.Rejected, reservation.Status);
        Assert.Equal([new("b", 6, 5), new("c", 1, 0)], reservation.Shortages);
        var told = JsonSerializer.Deserialize<StockRejected>(Assert.Single(await EventsAsync(1)).Payload, EventJson.Options)!;
        Assert.Equal(order, told.OrderId);
        Assert.Equal([new("b", 6, 5), new("c", 1, 0)], told.Shortages);
    }

    [Fact]
    public async Task Orders_of_one_unit_are_decided_in_sequence()
    {
        await SetAsync("a", 5);
        var orders = NewOrders(4);

        await DoAsync(store => store.ReserveAsync(
            [Placed(orders[0], ("a", 3)), Placed(orders[1], ("a", 3)), Placed(orders[2], ("a", 2)), Placed(orders[3], ("a", 1))], Cancelled));

        await StockIsAsync(new StockItem("a", 5, 5, 0));
        Assert.Equal(
            [nameof(StockReserved), nameof(StockRejected), nameof(StockReserved), nameof(StockRejected)], await AnswersAsync(4));
    }

    [Fact]
    public async Task Two_orders_cannot_both_take_the_last_piece()
    {
        await SetAsync("a", 3);
        await SetAsync("b", 100);
        var orders = NewOrders(12);

        await Task.WhenAll(orders.Select((order, i) => Task.Run(() => i % 2 == 0
            ? ReserveAsync(order, ("a", 1), ("b", 1))
            : ReserveAsync(order, ("b", 1), ("a", 1)))));

        await StockIsAsync(new StockItem("a", 3, 3, 0), new StockItem("b", 100, 3, 0));
        var answers = await AnswersAsync(12);
        Assert.Equal(3, answers.Count(type => type == nameof(StockReserved)));
        Assert.Equal(9, answers.Count(type => type == nameof(StockRejected)));
    }

    [Fact]
    public async Task A_confirmed_order_moves_its_stock_to_sold_once()
    {
        await SetAsync("a", 5);
        var order = Guid.CreateVersion7();
        await ReserveAsync(order, ("a", 2));

        await DoAsync(store => store.CommitAsync([Confirmed(order)], Cancelled));
        await DoAsync(store => store.CommitAsync([Confirmed(order)], Cancelled));

        await StockIsAsync(new StockItem("a", 3, 0, 2));
        var reservation = await ReservationAsync(order);
        Assert.Equal(ReservationStatus.Committed, reservation.Status);
        Assert.Equal([new("a", 2)], reservation.Lines);
        Assert.Equal([nameof(StockReserved), nameof(StockCommitted), nameof(StockCommitted)], await AnswersAsync(3));
    }

    [Fact]
    public async Task A_cancelled_order_releases_its_stock_once()
    {
        await SetAsync("a", 5);
        var order = Guid.CreateVersion7();
        await ReserveAsync(order, ("a", 2));

        await DoAsync(store => store.ReleaseAsync([Withdrawn(order)], Cancelled));
        await DoAsync(store => store.ReleaseAsync([Withdrawn(order)], Cancelled));

        await StockIsAsync(new StockItem("a", 5, 0, 0));
        Assert.Equal(ReservationStatus.Released, (await ReservationAsync(order)).Status);
        Assert.Equal([nameof(StockReserved), nameof(StockReleased), nameof(StockReleased)], await AnswersAsync(3));
    }

    [Fact]
    public async Task A_rejected_order_stays_rejected_when_cancelled_and_gets_a_reply()
    {
        var order = Guid.CreateVersion7();
        await ReserveAsync(order, ("a", 2));

        await DoAsync(store => store.ReleaseAsync([Withdrawn(order)], Cancelled));

        Assert.Equal(ReservationStatus.Rejected, (await ReservationAsync(order)).Status);
        Assert.Equal([nameof(StockRejected), nameof(StockReleased)], await AnswersAsync(2));
    }

    [Fact]
    public async Task An_order_cancelled_before_it_arrived_reserves_nothing()
    {
        await SetAsync("a", 5);
        var order = Guid.CreateVersion7();

        await DoAsync(store => store.ReleaseAsync([Withdrawn(order)], Cancelled));
        await ReserveAsync(order, ("a", 2));

        await StockIsAsync(new StockItem("a", 5, 0, 0));
        Assert.Equal(ReservationStatus.Released, (await ReservationAsync(order)).Status);
        Assert.Equal([nameof(StockReleased), nameof(StockReleased)], await AnswersAsync(2));
    }

    [Fact]
    public async Task A_repeated_order_gets_the_same_reply()
    {
        await SetAsync("a", 5);
        var (granted, refused) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await ReserveAsync(granted, ("a", 5));
        await ReserveAsync(refused, ("a", 1));
        await SetAsync("a", 50);

        await ReserveAsync(granted, ("a", 5));
        await ReserveAsync(refused, ("a", 1));

        await StockIsAsync(new StockItem("a", 50, 5, 0));
        Assert.Equal(
            [nameof(StockReserved), nameof(StockRejected), nameof(StockReserved), nameof(StockRejected)], await AnswersAsync(4));
    }

    [Fact]
    public async Task One_unit_can_reserve_commit_and_release()
    {
        await SetAsync("a", 5);
        var orders = NewOrders(3);

        await DoAsync(async store =>
        {
            await store.ReserveAsync([Placed(orders[0], ("a", 3)), Placed(orders[1], ("a", 2))], Cancelled);
            await store.ReleaseAsync([Withdrawn(orders[0])], Cancelled);
            await store.ReserveAsync([Placed(orders[2], ("a", 3))], Cancelled);
            await store.CommitAsync([Confirmed(orders[1]), Confirmed(orders[2])], Cancelled);
        });

        await StockIsAsync(new StockItem("a", 0, 0, 5));
        Assert.Equal(
            [nameof(StockReserved), nameof(StockReserved), nameof(StockReleased),
                nameof(StockReserved), nameof(StockCommitted), nameof(StockCommitted)],
            await AnswersAsync(6));
    }

    [Fact]
    public async Task A_broken_rule_refuses_the_whole_unit()
    {
        await SetAsync("a", 5);
        var (unknown, rejected, committed, other) =
            (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await ReserveAsync(rejected, ("a", 6));
        await ReserveAsync(committed, ("a", 1));
        await DoAsync(store => store.CommitAsync([Confirmed(committed)], Cancelled));

        foreach (var breach in new Func<IStockStore, Task>[]
        {
            store => store.CommitAsync([Confirmed(unknown)], Cancelled),
            store => store.CommitAsync([Confirmed(rejected)], Cancelled),
            store => store.ReleaseAsync([Withdrawn(committed)], Cancelled),
            store => store.ReserveAsync([Placed(unknown)], Cancelled),
            store => store.ReserveAsync([Placed(unknown, ("a", 0))], Cancelled),
            store => store.ReserveAsync([Placed(unknown, ("a", 1), ("a", 1))], Cancelled),
        })
        {
            var failure = await Assert.ThrowsAsync<PermanentFailureException>(() => DoAsync(async store =>
            {
                await store.ReserveAsync([Placed(other, ("a", 1))], Cancelled);
                await breach(store);
            }));
            Assert.StartsWith("Order ", failure.Message, StringComparison.Ordinal);
        }

        await StockIsAsync(new StockItem("a", 4, 0, 1));
        Assert.Null(await ReadAsync((IStockStore store) => store.FindReservationAsync(other, Cancelled)));
        Assert.Equal([nameof(StockRejected), nameof(StockReserved), nameof(StockCommitted)], await AnswersAsync(3));
    }

    [Fact]
    public async Task An_uncommitted_unit_has_no_effect()
    {
        await SetAsync("a", 5);
        var order = Guid.CreateVersion7();
        await using (var scope = Instance.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IStockStore>().ReserveAsync([Placed(order, ("a", 1))], Cancelled);
        }

        await StockIsAsync(new StockItem("a", 5, 0, 0));
        Assert.Null(await Instance.GetRequiredService<IOutboxSource>().NewestCommittedAsync(Cancelled));
    }

    [Fact]
    public async Task Reservations_are_listed_by_order_id()
    {
        await SetAsync("a", 100);
        var orders = NewOrders(7);
        foreach (var order in orders.Reverse())
        {
            await ReserveAsync(order, ("a", 1));
        }

        var first = await ReadAsync((IStockStore store) => store.ListReservationsAsync(Guid.Empty, 4, Cancelled));
        var rest = await ReadAsync((IStockStore store) => store.ListReservationsAsync(first[^1].OrderId, 4, Cancelled));

        Assert.Equal(orders.Order(), first.Concat(rest).Select(reservation => reservation.OrderId));
        Assert.Equal(4, first.Count);
    }

    [Fact]
    public async Task A_large_unit_is_applied_as_a_whole()
    {
        await SetAsync("a", 1_000_000_000);
        await SetAsync("b", 1_000);
        var orders = NewOrders(1000);

        await DoAsync(store => store.ReserveAsync([.. orders.Select(order => Placed(order, ("a", 1_000_000), ("b", 1)))], Cancelled));

        await StockIsAsync(new StockItem("a", 1_000_000_000, 1_000_000_000, 0), new StockItem("b", 1000, 1000, 0));
        Assert.All(await AnswersAsync(1000), type => Assert.Equal(nameof(StockReserved), type));
    }

    Task DoAsync(Func<IStockStore, Task> work) => UnitAsync(Instance, work);

    Task<T> ReadAsync<T>(Func<IStockStore, Task<T>> read) => ReadAsync<IStockStore, T>(Instance, read);

    Task ReserveAsync(Guid order, params (string ProductId, int Quantity)[] lines) =>
        DoAsync(store => store.ReserveAsync([Placed(order, lines)], Cancelled));

    Task<StockItem?> StockAsync(string productId) => ReadAsync((IStockStore store) => store.FindAsync(productId, Cancelled));

    Task<StockItem?> SetAsync(string productId, int onHand) =>
        ReadAsync((IStockStore store) => store.SetOnHandAsync(productId, onHand, Cancelled));

    Task<(ReceiptOutcome, StockItem?)> ReceiveAsync(string productId, string receiptId, int quantity) =>
        ReadAsync((IStockStore store) => store.ReceiveAsync(productId, receiptId, quantity, Cancelled));

    async Task StockIsAsync(params StockItem[] expected)
    {
        foreach (var item in expected)
        {
            Assert.Equal(item, await StockAsync(item.ProductId));
        }
    }

    async Task<Reservation> ReservationAsync(Guid order)
    {
        var reservation = await ReadAsync((IStockStore store) => store.FindReservationAsync(order, Cancelled));
        Assert.NotNull(reservation);
        return reservation;
    }

    Task<List<OutboxMessage>> EventsAsync(int count) => TakeAsync(Instance.GetRequiredService<IOutboxSource>(), count);

    async Task<List<string>> AnswersAsync(int count) => (await EventsAsync(count)).ConvertAll(answer => answer.Type);

    static Guid[] NewOrders(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
