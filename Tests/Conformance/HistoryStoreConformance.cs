using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of a store of the order history, and of the view's generations in it.</summary>
public abstract partial class HistoryStoreConformance : ConformanceSuite
{
    protected static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    IServiceProvider? _instance;

    IServiceProvider Instance => _instance ??= NewInstance();

    IViewStore Views => Instance.GetRequiredService<IViewStore>();

    [Fact]
    public async Task An_order_is_found_when_its_placement_has_arrived_with_what_arrived_before()
    {
        var order = Guid.CreateVersion7();
        await MergeAsync(new HistoryEntry(order) { Authorized = new(Noon.AddSeconds(1), order, 12.50m, "EUR") });
        Assert.Null(await FindAsync(order));

        await MergeAsync(Placed(order, Noon));

        var found = await FindAsync(order);
        Assert.Equal((12.50m, PaymentState.Authorized), (found!.Placed!.Total, found.Payment!.Value));
    }

    [Fact]
    public async Task Events_of_all_types_are_stored_as_they_were_merged()
    {
        var order = Guid.CreateVersion7();
        var whole = Placed(order, Noon).Merge(new HistoryEntry(order)
        {
            Confirmed = new(Noon.AddMicroseconds(1)), Cancelled = new(Noon, "PaymentDeclined"),
            Authorized = new(Noon, order, 12.50m, "EUR"),
            Declined = new(Noon, order, "card_declined"), Captured = new(Noon, order, 12.50m, "EUR"), Voided = new(Noon, order),
            Reserved = new(Noon), Rejected = new(Noon, [new("11", 3, 2)]), Committed = new(Noon), Released = new(Noon),
        });

        await MergeAsync(whole);

        Assert.Equal(HistoryDocument.Write(whole), HistoryDocument.Write((await FindAsync(order))!));
    }

    [Fact]
    public async Task Units_that_change_the_same_orders_at_the_same_time_lose_nothing()
    {
        var orders = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();
        Func<Guid, HistoryEntry>[] facts =
        [
            order => Placed(order, Noon), order => new(order) { Confirmed = new(Noon) },
            order => new(order) { Authorized = new(Noon, order, 1m, "EUR") }, order => new(order) { Reserved = new(Noon) },
            order => new(order) { Captured = new(Noon, order, 1m, "EUR") }, order => new(order) { Committed = new(Noon) },
        ];

        await Task.WhenAll(facts.Select((fact, n) => Task.Run(() =>
            MergeAsync([.. (n % 2 == 0 ? orders : orders.AsEnumerable().Reverse()).Select(fact)]))));

        foreach (var order in orders)
        {
            Assert.Equal(facts.Length, (await FindAsync(order))!.Events.Count);
        }
    }

    [Fact]
    public async Task Several_facts_of_one_order_in_one_unit_are_merged()
    {
        var order = Guid.CreateVersion7();
        await UnitAsync<IHistoryStore>(Instance, async store =>
        {
            await store.MergeAsync([Placed(order, Noon), new(order) { Reserved = new(Noon) }], null, Cancelled);
            await store.MergeAsync([new HistoryEntry(order) { Confirmed = new(Noon) }], null, Cancelled);
        });

        Assert.Equal(3, (await FindAsync(order))!.Events.Count);
    }

    [Fact]
    public async Task A_user_s_orders_are_listed_newest_first_in_pages()
    {
        var orders = Enumerable.Range(0, 9).Select(n => Placed(Guid.NewGuid(), Noon.AddMinutes(n / 3))).ToList();
        await MergeAsync([.. orders, Placed(Guid.NewGuid(), Noon, "another")]);

        var pages = new List<HistoryEntry>();
        for (var after = HistoryPlace.Start; await ListAsync(4, after: after) is { Count: > 0 } page;)
        {
            pages.AddRange(page);
            after = new(page[^1].Placed!.At, page[^1].OrderId);
        }

        Assert.Equal(
            orders.OrderByDescending(entry => entry.Placed!.At).ThenByDescending(entry => $"{entry.OrderId}", StringComparer.Ordinal)
                .Select(entry => entry.OrderId),
            pages.Select(entry => entry.OrderId));
    }

    [Fact]
    public async Task A_list_is_filtered_by_status_and_time()
    {
        var orders = Enumerable.Range(0, 6).Select(n => Placed(Guid.CreateVersion7(), Noon.AddMinutes(n))).ToList();
        await MergeAsync([.. orders]);
        await MergeAsync([.. orders.Where((_, n) => n % 2 == 0).Select(Confirmed)]);

        Assert.Equal(3, (await ListAsync(10, OrderState.Confirmed)).Count);
        Assert.Equal(3, (await ListAsync(10, OrderState.Placed)).Count);
        Assert.Equal(
            [orders[2].OrderId],
            (await ListAsync(10, OrderState.Confirmed, Noon.AddMinutes(1), Noon.AddMinutes(4))).Select(entry => entry.OrderId));
        Assert.Empty(await ListAsync(10, OrderState.Cancelled));
    }

    [Fact]
    public async Task Totals_count_confirmed_orders_per_day_and_currency_however_often_their_events_come()
    {
        (DateTime At, string Currency, decimal Total, bool IsConfirmed)[] placed =
        [
            (Noon, "EUR", 1.10m, true), (Noon.AddHours(1), "EUR", 2.20m, true), (Noon, "USD", 5m, true), (Noon, "EUR", 100m, false),
            (Noon.AddHours(12), "EUR", 7m, true), (Noon.AddDays(5), "EUR", 9m, true),
        ];
        var entries = placed
            .Select(p => (Entry: Placed(Guid.CreateVersion7(), p.At, currency: p.Currency, total: p.Total), p.IsConfirmed)).ToList();
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await MergeAsync([.. entries.Select(e => e.Entry)]);
            await MergeAsync([.. entries.Where(e => e.IsConfirmed).Select(e => Confirmed(e.Entry))]);
        }

        var day = DateOnly.FromDateTime(Noon);
        Assert.Equal(
            [new(day, "EUR", 2, 3.30m), new(day, "USD", 1, 5m), new(day.AddDays(1), "EUR", 1, 7m)],
            await ReadAsync<IHistoryStore, List<DailyTotal>>(
                Instance, store => store.TotalsAsync("ALFKI", day, day.AddDays(4), Cancelled)));
    }

    [Fact]
    public async Task A_name_moves_forward_by_version_only()
    {
        await MergeAsync(User("Maria", 2), User("M. Anders", 1), Product("Chai", 1));
        await MergeAsync(User("Mary", 1), Product("Chang", 3));

        var found = await SubjectsAsync();
        Assert.Equal(("Maria", 2), (found[User("", 0).Key].Name, found[User("", 0).Key].Version));
        Assert.Equal(("Chang", "Beverages"), (found[Product("", 0).Key].Name, found[Product("", 0).Key].Category));
    }

    [Fact]
    public async Task The_state_is_replaced_by_one_of_those_who_loaded_it()
    {
        var loaded = await Views.LoadAsync(Cancelled);

        var replaced = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            Views.TryReplaceAsync(loaded, ViewState.First.Begin(Guid.NewGuid(), new(), Noon)!, Cancelled))));

        Assert.Single(replaced, true);
        Assert.Equal(2, (await Views.LoadAsync(Cancelled)).State.Rebuild!.Generation);
        Assert.False(await Views.TryReplaceAsync(loaded, ViewState.First, Cancelled));
    }

    [Fact]
    public async Task Pairs_show_each_document_of_both_generations_once()
    {
        var orders = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        await MergeAsync([.. orders.Take(7).Select(order => Placed(order, Noon))]);
        await UnitAsync<IHistoryStore>(Instance, async store =>
        {
            await store.MergeAsync([.. orders.Skip(3).Select(order => Placed(order, Noon))], 2, Cancelled);
            await store.MergeAsync([Placed(orders[0], Noon)], 3, Cancelled);
            await store.MergeAsync([User("Maria", 1) with { Id = "a" }, User("Ana", 1) with { Id = "a:1" }], 1, Cancelled);
            await store.MergeAsync([User("Maria", 1) with { Id = "a" }, User("Ana", 1) with { Id = "a%" }], 2, Cancelled);
        });

        var entries = await PagesAsync(after => Views.EntryPairsAsync(1, 2, after, 5, Cancelled));
        var subjects = await PagesAsync(after => Views.SubjectPairsAsync(1, 2, after, 4, Cancelled));

        Assert.Equal(
            orders.Select((order, n) => (order, n < 7, n >= 3)).OrderBy(row => $"{row.order}", StringComparer.Ordinal),
            entries.Select(pair => ((pair.Live ?? pair.New)!.OrderId, pair.Live is not null, pair.New is not null)));
        Assert.Equal(
            [("a", true, true), ("a%", false, true), ("a:1", true, false)],
            subjects.Select(pair => ((pair.Live ?? pair.New)!.Id, pair.Live is not null, pair.New is not null)).Order());
    }

    [Fact]
    public async Task What_belongs_to_no_generation_in_use_is_deleted()
    {
        var order = Guid.CreateVersion7();
        await UnitAsync<IHistoryStore>(Instance, async store =>
        {
            for (var generation = 1; generation <= 4; generation++)
            {
                await store.MergeAsync([Placed(order, Noon)], generation, Cancelled);
                await store.MergeAsync([User("Maria", 1)], generation, Cancelled);
            }
        });
        var state = new ViewState(2, 4) { Rebuild = new(4, Guid.NewGuid(), new(), Noon, Noon, 0) };
        Assert.True(await Views.TryReplaceAsync(await Views.LoadAsync(Cancelled), state, Cancelled));

        while (await Views.DeleteStaleAsync(state, 1, Cancelled))
        {
        }

        Assert.Equal((false, true), await HasAsync(1, 2));
        Assert.Equal((false, true), await HasAsync(3, 4));

        async Task<(bool, bool)> HasAsync(long one, long other)
        {
            var entry = (await Views.EntryPairsAsync(one, other, null, 10, Cancelled)).Pairs.Single();
            var subject = (await Views.SubjectPairsAsync(one, other, null, 10, Cancelled)).Pairs.Single();
            Assert.Equal((entry.Live is null, entry.New is null), (subject.Live is null, subject.New is null));
            return (entry.Live is not null, entry.New is not null);
        }
    }

    Task MergeAsync(params HistoryEntry[] entries) =>
        UnitAsync<IHistoryStore>(Instance, store => store.MergeAsync(entries, null, Cancelled));

    Task MergeAsync(params Subject[] subjects) =>
        UnitAsync<IHistoryStore>(Instance, store => store.MergeAsync(subjects, null, Cancelled));

    Task<HistoryEntry?> FindAsync(Guid order) =>
        ReadAsync<IHistoryStore, HistoryEntry?>(Instance, store => store.FindAsync(order, Cancelled));

    Task<List<HistoryEntry>> ListAsync(
        int limit, OrderState? status = null, DateTime? from = null, DateTime? to = null, HistoryPlace? after = null) =>
        ReadAsync<IHistoryStore, List<HistoryEntry>>(Instance, store => store.ListAsync(
            new("ALFKI", status, from ?? DateTime.UnixEpoch, to ?? HistoryPlace.Start.PlacedAt, after ?? HistoryPlace.Start), limit,
            Cancelled));

    Task<Dictionary<SubjectKey, Subject>> SubjectsAsync() => ReadAsync<IHistoryStore, Dictionary<SubjectKey, Subject>>(
        Instance, store => store.SubjectsAsync([User("", 0).Key, Product("", 0).Key, new(SubjectKind.User, "unknown")], Cancelled));

    static async Task<List<Pair<T>>> PagesAsync<T>(Func<string?, Task<PairPage<T>>> read) where T : class
    {
        var pairs = new List<Pair<T>>();
        string? after = null;
        do
        {
            var page = await read(after);
            pairs.AddRange(page.Pairs);
            after = page.Next;
        }
        while (after is not null);

        return pairs;
    }

    static HistoryEntry Placed(Guid order, DateTime at, string user = "ALFKI", string currency = "EUR", decimal total = 12.50m) =>
        new(order) { Placed = new(at, user, currency, total, [new("11", 2, total / 2)]) };

    static HistoryEntry Confirmed(HistoryEntry placed) => new(placed.OrderId) { Confirmed = new(Noon) };

    static Subject User(string name, long version) => new(SubjectKind.User, "ALFKI", name, null, version);

    static Subject Product(string name, long version) => new(SubjectKind.Product, "11", name, "Beverages", version);
}
